package dev.millrace.internal.diagnosis;

import dev.millrace.Goroutines;
import dev.millrace.GoroutinesMXBean;
import dev.millrace.LeakedGoroutine;
import dev.millrace.internal.G;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The goroutines of this process, for JMX. All that needs {@code java.management} is in this class,
 * which is loaded when somebody asks for it: programs that do not need not have that module, nor
 * wait until its server has started.
 */
public final class Management implements GoroutinesMXBean {
  private static final String NAME = "dev.millrace:type=Goroutines";

  private Management() {}

  /**
   * Registers it, unless this copy of the library already has.
   *
   * @throws IllegalStateException if another copy of the library has
   */
  public static synchronized void register() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = new ObjectName(NAME);
      try {
        server.registerMBean(new Management(), name);
      } catch (InstanceAlreadyExistsException e) {
        // Of the same name in another class loader is another class.
        if (!server.isInstanceOf(name, Management.class.getName())
            || !isOurs(server.getClassLoaderFor(name))) {
          throw new IllegalStateException(
              NAME
                  + " is another copy of Millrace's: its goroutines are others; load the library"
                  + " once, in a class loader that both share",
              e);
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException("cannot register " + NAME + ": " + e.getMessage(), e);
    }
  }

  private static boolean isOurs(ClassLoader loader) {
    return loader == Management.class.getClassLoader();
  }

  @Override
  public int getCount() {
    return Goroutines.count();
  }

  @Override
  public Map<String, long[]> getIdsByState() {
    Map<String, List<Long>> ids = new TreeMap<>();
    Holders holders = new Holders();
    for (G g : Snapshot.goroutines()) {
      Snapshot s = Snapshot.of(g, holders);
      if (s != null) {
        ids.computeIfAbsent(s.state(), _ -> new ArrayList<>()).add(s.id());
      }
    }
    Map<String, long[]> arrays = new TreeMap<>();
    ids.forEach(
        (state, all) -> arrays.put(state, all.stream().mapToLong(Long::longValue).toArray()));
    return arrays;
  }

  @Override
  public String dump() {
    return Goroutines.dump();
  }

  @Override
  public String dumpGrouped() {
    StringBuilder text = new StringBuilder();
    try {
      Goroutines.dump(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  public List<LeakedGoroutine> leaked() {
    return Goroutines.leaked();
  }
}
