package dev.millrace.cli;

import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
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
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
      "The drawing has an arrow from who waits to what is waited for. Goroutines in the same place,"
          + " and",
      "things for which the same ones wait, are one box; with --full each is a box of its own. Any"
          + " web",
      "browser shows it:",
      "",
      "  millrace dump --graph -o waits.svg PID",
      "  millrace dump --json PID > kept.json; millrace dump --graph -o waits.svg kept.json",
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

  @Option(
      names = "--graph",
      description = "draw who waits for what, as SVG; also of a FILE that --json has printed")
  private boolean graph;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "write to FILE and not to the standard output")
  private @Nullable Path output;

  @Parameters(
      index = "0",
      paramLabel = "PID",
      description = "the number of the process; with --graph also a FILE")
  private String pid = "";

  /** Whoever gives a PID means a process, also if there is a file of that name. */
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  @Override
  public Integer call() throws UserError, IOException {
    if (graph && json) {
      throw UserError.usage("dump: --graph draws, --json prints what is drawn: give one of them");
    }
    if (graph && !NUMBER.matcher(pid).matches()) {
      if (kill) {
        throw UserError.usage("dump: --kill needs the number of a process, not a file: " + pid);
      }
      draw(read(Path.of(pid)), "");
      return 0;
    }
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

  /** What an earlier dump has printed. */
  private static List<Snapshot> read(Path file) throws UserError {
    List<Snapshot> all = new ArrayList<>();
    try (Reader text = Files.newBufferedReader(file)) {
      SnapshotJson.read(text, all::add);
    } catch (NoSuchFileException e) {
      throw UserError.failed(
          "dump: neither the number of a process nor a file: "
              + file
              + "; make one by: millrace dump --json PID > "
              + file);
    } catch (MalformedJsonException | CharacterCodingException e) {
      throw UserError.failed(
          "dump: "
              + file
              + " is not what millrace dump --json prints: "
              + (e instanceof MalformedJsonException ? e.getMessage() : "it is no UTF-8")
              + "; make it anew by: millrace dump --json PID > "
              + file);
    } catch (IOException e) {
      throw UserError.failed("dump: cannot read " + file + ": " + reason(e));
    }
    return all;
  }

  private void draw(List<Snapshot> all, String whose) throws UserError, IOException {
    if (full && all.size() > WaitGraph.MOST) {
      throw UserError.failed(
          "dump: "
              + all.size()
              + " goroutines are too many to draw each by itself (the most is "
              + WaitGraph.MOST
              + "); leave out --full, and those in the same place are drawn once");
    }
    String svg = GraphSvg.draw(WaitGraph.of(all, full), whose);
    try (Writer out = open()) {
      out.write(svg);
    }
  }

  /** Where the dump goes; closing it leaves the standard output open. */
  private Writer open() throws UserError {
    Path file = output;
    try {
      OutputStream out =
          file == null ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(file);
      return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw UserError.failed("dump: cannot write " + file + ": " + reason(e));
    }
  }

  /** In words; the message of some is the name of the file alone. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
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
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (graph) {
        List<Snapshot> all = new ArrayList<>();
        copies = SnapshotStream.read(in, all::add);
        if (copies > 0) {
          draw(all, "process " + pid + ": ");
        }
      } else {
        copies = print(in);
      }
    }
    if (copies == 0) {
      throw UserError.failed("dump: Millrace is not loaded in process " + pid);
    }
  }

  private int print(DataInputStream in) throws UserError, IOException {
    try (Writer out = open()) {
      if (json) {
        return printJson(in, out);
      }
      DumpText text = new DumpText(out);
      int copies = SnapshotStream.read(in, full ? unchecked(text::write) : text::add);
      text.writeGroups();
      return copies;
    }
  }

  private static int printJson(DataInputStream in, Writer out) throws IOException {
    JsonWriter writer = new JsonWriter(out);
    writer.setIndent(" ");
    writer.beginArray();
    int copies = SnapshotStream.read(in, unchecked(s -> SnapshotJson.write(s, writer)));
    writer.endArray();
    out.write('\n');
    return copies;
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
