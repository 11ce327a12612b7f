package dev.millrace.cli;

import com.google.gson.stream.JsonWriter;
import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.millrace.internal.diagnosis.DumpAgent;
import dev.millrace.internal.diagnosis.DumpText;
import dev.millrace.internal.diagnosis.Snapshot;
import dev.millrace.internal.diagnosis.SnapshotStream;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the goroutines of another process. */
@Command(
    name = "dump",
    description = "Show what all goroutines of a process are doing, in Go's format.",
    descriptionHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "PID is any JVM of the same user in which Millrace is loaded. The process goes on, and"
          + " nobody",
      "in it is stopped. A JVM that \"millrace run\" has not started prints a warning of its own,",
      "unless it was started with -XX:+EnableDynamicAgentLoading.",
      "",
      "On the same terminal, \"kill -USR1 PID\" makes a program of \"millrace run\" do it by"
          + " itself.",
    })
final class DumpCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = "--full",
      description = "show each goroutine by itself, and not those in the same place once")
  private boolean full;

  @Option(names = "--json", description = "print JSON, an object a goroutine")
  private boolean json;

  @Option(names = "--kill", description = "then end the process with exit code 2, as SIGQUIT in Go")
  private boolean kill;

  @Parameters(index = "0", paramLabel = "PID", description = "the number of the process")
  private String pid = "";

  @Override
  public Integer call() throws UserError, IOException {
    checkProcess();
    Path file = Files.createTempFile("millrace", ".dump"); // nobody else's to read
    try {
      load(file.toString());
      print(file);
    } finally {
      Files.delete(file);
    }
    if (kill) {
      kill();
    }
    return 0;
  }

  private void checkProcess() throws UserError {
    long number;
    try {
      number = Long.parseLong(pid);
    } catch (NumberFormatException e) {
      throw UserError.usage("dump: not the number of a process: " + pid);
    }
    ProcessHandle process =
        ProcessHandle.of(number)
            .orElseThrow(() -> UserError.failed("dump: there is no process " + pid));
    // To attach to what is no JVM would send it a signal that ends it.
    if (!isJvm(process)) {
      throw UserError.failed(
          "dump: process " + pid + " is no JVM, or another user's; jps lists those that there are");
    }
  }

  private boolean isJvm(ProcessHandle process) {
    if (VirtualMachine.list().stream().map(VirtualMachineDescriptor::id).anyMatch(pid::equals)) {
      return true;
    }
    // Not all JVMs are on that list, and where /proc is they can be told by their library.
    try (Stream<String> maps = Files.lines(Path.of("/proc", pid, "maps"))) {
      return process.isAlive() && maps.anyMatch(line -> line.endsWith("/libjvm.so"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private void load(String argument) throws UserError {
    try {
      VirtualMachine vm = VirtualMachine.attach(pid);
      try {
        vm.loadAgent(Installation.CORE.toString(), argument);
      } finally {
        vm.detach();
      }
    } catch (AttachNotSupportedException | AgentLoadException e) {
      throw UserError.failed("dump: process " + pid + " lets nobody in: " + e.getMessage());
    } catch (AgentInitializationException e) {
      throw UserError.failed(
          "dump: process " + pid + " has another version of Millrace, or is just ending");
    } catch (IOException e) {
      throw UserError.failed("dump: process " + pid + " does not answer: " + e.getMessage());
    }
  }

  private void print(Path file) throws UserError, IOException {
    int copies;
    Writer out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (json) {
        copies = printJson(in, out);
      } else {
        DumpText text = new DumpText(out);
        copies = SnapshotStream.read(in, full ? unchecked(text::write) : text::add);
        text.writeGroups();
      }
    }
    out.flush();
    if (copies == 0) {
      throw UserError.failed("dump: Millrace is not loaded in process " + pid);
    }
  }

  private static int printJson(DataInputStream in, Writer out) throws IOException {
    JsonWriter writer = new JsonWriter(out);
    writer.setIndent(" ");
    writer.beginArray();
    int copies = SnapshotStream.read(in, unchecked(s -> write(s, writer)));
    writer.endArray();
    out.write('\n');
    return copies;
  }

  private static void write(Snapshot s, JsonWriter out) throws IOException {
    out.beginObject();
    out.name("id").value(s.id());
    out.name("state").value(s.state());
    out.name("waitedSeconds").value(s.waited());
    out.name("waitsOn").beginArray();
    for (String on : s.waitsOn()) {
      out.value(on);
    }
    out.endArray();
    out.name("stack").beginArray();
    for (StackTraceElement frame : s.stack()) {
      out.beginObject();
      out.name("class").value(frame.getClassName());
      out.name("method").value(frame.getMethodName());
      if (frame.getFileName() != null) {
        out.name("file").value(frame.getFileName());
      }
      if (frame.getLineNumber() >= 0) {
        out.name("line").value(frame.getLineNumber());
      }
      out.endObject();
    }
    out.endArray();
    if (s.parent() != 0) {
      out.name("createdBy").value(s.parent());
    }
    if (s.site() != null) {
      out.name("createdAt").value(s.site());
    }
    out.endObject();
  }

  private void kill() throws UserError {
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
    try {
      load(DumpAgent.KILL);
    } catch (UserError e) {
      // It cannot answer any more.
      if (process != null && process.isAlive()) {
        process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
      }
    }
  }

  /** Something to do that may fail to write. */
  private interface Action {
    void accept(Snapshot s) throws IOException;
  }

  private static Consumer<Snapshot> unchecked(Action action) {
    return s -> {
      try {
        action.accept(s);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
