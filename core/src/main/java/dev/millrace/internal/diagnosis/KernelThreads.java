package dev.millrace.internal.diagnosis;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of the threads of this process. Linux only.
 *
 * <p>What Java says of a platform thread is not enough to prove that it sleeps: one that has been
 * woken is still called waiting until a processor gets round to it, and two threads that hand on to
 * each other are both called waiting most of the time. To the kernel a thread that was woken is
 * running from that moment on, and it counts how often each has gone to sleep. So if all sleep in
 * two looks, and none has gone to sleep between these, there was a moment at which all slept.
 */
final class KernelThreads {
  private static final File TASKS = new File("/proc/self/task");

  /** As the kernel has it, which keeps 15 bytes. */
  private static final int NAME = 15;

  /**
   * The JVM's own, which come and go as they like and run nothing of the program's, and ours that
   * look.
   */
  private static final List<String> MACHINERY =
      List.of(
          "VM Thread",
          "VM Periodic Task Thread",
          "C1 CompilerThread",
          "C2 CompilerThread",
          "JVMCI",
          "Training replay",
          "Service Thread",
          "Monitor Deflation Thread",
          "Signal Dispatcher",
          "Notification Thread",
          "Attach Listener",
          "Reference Handler",
          "Finalizer",
          "Common-Cleaner",
          "GC Thread#",
          "G1 ",
          "ZDirector",
          "ZDriver",
          "ZStat",
          "ZUncommitter",
          "ZUnmapper",
          "ZWorker",
          "RuntimeWorker#",
          "Shenandoah ",
          "JFR ",
          "AsyncLog Thread",
          "millrace-monitor",
          "millrace-watch");

  private KernelThreads() {}

  /** Whether anything can be found out here. */
  static boolean areKnown() {
    return TASKS.isDirectory();
  }

  /**
   * How often each thread has gone to sleep, by its number, if all sleep now; null if one of them
   * does not, or it is not known.
   */
  static @Nullable Map<String, String> asleep() {
    String[] tasks = TASKS.list();
    if (tasks == null) {
      return null;
    }
    Map<String, String> asleep = new HashMap<>();
    byte[] buffer = new byte[4096];
    for (String task : tasks) {
      String status;
      try (InputStream in = new FileInputStream(new File(new File(TASKS, task), "status"))) {
        status =
            new String(buffer, 0, in.readNBytes(buffer, 0, buffer.length), StandardCharsets.UTF_8);
      } catch (IOException _) { // it has ended
        return null;
      }
      if (!isMachinery(value(status, "Name:\t"))) {
        String sleeps = value(status, "voluntary_ctxt_switches:\t");
        if (!value(status, "State:\t").startsWith("S") || sleeps.isEmpty()) {
          return null;
        }
        asleep.put(task, sleeps);
      }
    }
    return asleep;
  }

  private static String value(String status, String key) {
    int start = status.startsWith(key) ? 0 : status.indexOf('\n' + key) + 1;
    if (start == 0 && !status.startsWith(key)) {
      return "";
    }
    start += key.length();
    int end = status.indexOf('\n', start);
    return status.substring(start, end < 0 ? status.length() : end);
  }

  /** Whether a thread of that name is not looked at. */
  static boolean isMachinery(String name) {
    for (String known : MACHINERY) {
      if (name.startsWith(known.substring(0, Math.min(known.length(), NAME)))) {
        return true;
      }
    }
    return false;
  }
}
