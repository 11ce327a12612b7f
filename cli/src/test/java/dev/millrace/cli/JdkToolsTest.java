package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.Field;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Location;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMStartEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.StepRequest;
import dev.millrace.cli.Command.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own tools say the truth about goroutines on the scheduler that the command uses. */
@Timeout(120)
class JdkToolsTest {
  private static final long PATIENCE_SECONDS = 30;

  @TempDir Path base;
  private Command command;

  @BeforeEach
  void install() {
    command = Command.in(base);
  }

  @Test
  void flightRecorderSeesGoroutinesBeginAndEndAndWhichArePinned() throws Exception {
    command.file(
        "Recorded.java",
        """
        import static dev.millrace.Go.*;
        import dev.millrace.*;

        static class Pinned {
          static {
            try {
              sleep(java.time.Duration.ofMillis(50)); // in native code, as far as its stack goes
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }

          static void touch() {}
        }

        void main() throws InterruptedException {
          Chan<Integer> ch = Chan.make();
          for (int i = 0; i < 100; i++) {
            int n = i;
            go(() -> ch.send(n));
          }
          int sum = 0;
          for (int i = 0; i < 100; i++) {
            sum += ch.receive();
          }
          go(Pinned::touch).join();
          IO.println(sum);
        }
        """);
    Path recording = base.resolve("recording.jfr");
    Path settings =
        command.file(
            "events.jfc",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.VirtualThreadStart"><setting name="enabled">true</setting></event>
              <event name="jdk.VirtualThreadEnd"><setting name="enabled">true</setting></event>
              <event name="jdk.VirtualThreadPinned">
                <setting name="enabled">true</setting>
                <setting name="stackTrace">true</setting>
                <setting name="threshold">20 ms</setting>
              </event>
            </configuration>
            """);
    Result result =
        Command.finish(
            start(
                "-J-XX:StartFlightRecording=filename=" + recording + ",settings=" + settings,
                "Recorded.java"));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).endsWith("4950\n"); // the recorder says hello before
    List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
    List<Long> started = threads("jdk.VirtualThreadStart", events);
    List<Long> ended = threads("jdk.VirtualThreadEnd", events);
    assertThat(started).hasSize(102).doesNotHaveDuplicates(); // main, the senders, the pinned one
    // The program does not wait for main's last step, nor for that of a goroutine it has joined.
    assertThat(ended).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    assertThat(started).containsAll(ended);
    // Others may be pinned, too, while they load classes.
    assertThat(named("jdk.VirtualThreadPinned", events))
        .anySatisfy(event -> {
          assertThat(event.getStackTrace().getFrames())
              .anyMatch(frame -> initialiser(frame.getMethod()));
          assertThat(event.getDuration().toMillis()).isGreaterThanOrEqualTo(20);
          assertThat(event.getThread().isVirtual()).isTrue();
          assertThat(started).contains(event.getThread().getJavaThreadId());
          assertThat(event.getString("pinnedReason")).contains("Recorded$Pinned.<clinit>");
          assertThat(event.getThread("carrierThread").isVirtual()).isFalse();
          assertThat(event.getThread("carrierThread").getJavaName())
              .startsWith("millrace-carrier-");
        });
  }

  private static boolean initialiser(RecordedMethod method) {
    return method.getName().equals("<clinit>")
        && method.getType().getName().equals("Recorded$Pinned");
  }

  private static List<Long> threads(String name, List<RecordedEvent> events) {
    return named(name, events).stream().map(event -> event.getThread().getJavaThreadId()).toList();
  }

  private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  @Test
  void aDebuggerStopsOneGoroutineAndStepsThroughIt() throws Exception {
    command.file(
        "Debugged.java",
        """
        import static dev.millrace.Go.*;
        import dev.millrace.*;

        static volatile int rounds;
        static volatile boolean enough; // the debugger says so

        static int step(int n) throws InterruptedException {
          int twice = 2 * n;
          sleep(java.time.Duration.ofMillis(20));
          return twice + 1;
        }

        void main() throws InterruptedException {
          Chan<Integer> ping = Chan.make();
          Chan<Integer> pong = Chan.make();
          go(() -> {
            while (true) {
              pong.send(ping.receive());
            }
          });
          Chan<Integer> result = Chan.make();
          go(() -> result.send(step(20)));
          int lost = 0;
          while (!enough) {
            ping.send(rounds);
            if (pong.receive() != rounds) {
              lost++;
            }
            rounds++;
          }
          IO.println("lost " + lost + ", result " + result.receive());
        }
        """);
    Process program =
        start(
            "-J-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0",
            "Debugged.java");
    try (BufferedReader out = program.inputReader()) {
      VirtualMachine vm = attach(port(out));
      next(vm, VMStartEvent.class);
      ClassPrepareRequest prepared = vm.eventRequestManager().createClassPrepareRequest();
      prepared.addClassFilter("Debugged");
      prepared.enable();
      vm.resume();
      ClassType type = (ClassType) next(vm, ClassPrepareEvent.class).referenceType();
      Location begin = type.methodsByName("step").getFirst().location();
      vm.eventRequestManager().createBreakpointRequest(begin).enable();
      vm.resume();

      ThreadReference goroutine = next(vm, BreakpointEvent.class).thread();
      assertThat(goroutine.isVirtual()).isTrue();
      assertThat(vm.allThreads()).anyMatch(each -> each.name().startsWith("millrace-carrier-"));
      assertThat(local(goroutine, "n")).isEqualTo(20);
      assertThat(goroutine.frame(0).location()).isEqualTo(begin);
      assertThat(goroutine.frame(1).location()).matches(JdkToolsTest::lambda);

      step(vm, goroutine);
      assertThat(local(goroutine, "twice")).isEqualTo(40);
      step(vm, goroutine); // over a wait: it goes on, on whatever carrier, and stops behind it
      assertThat(goroutine.frame(0).location().method()).isEqualTo(begin.method());
      assertThat(goroutine.frame(0).location().lineNumber()).isEqualTo(begin.lineNumber() + 2);
      assertThat(goroutine.frame(1).location()).matches(JdkToolsTest::lambda);
      assertThat(local(goroutine, "twice")).isEqualTo(40);
      vm.resume();

      Field rounds = type.fieldByName("rounds");
      for (int i = 0; i < 20; i++) {
        int before = number(type.getValue(rounds));
        await(() -> number(type.getValue(rounds)) > before);
        vm.suspend();
        int paused = number(type.getValue(rounds));
        Thread.sleep(5);
        assertThat(number(type.getValue(rounds))).isEqualTo(paused);
        vm.resume();
      }
      type.setValue(type.fieldByName("enough"), vm.mirrorOf(true));

      assertThat(out.lines()).containsExactly("lost 0, result 41");
      assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).as(program.errorReader().readAllAsString()).isZero();
    } finally {
      program.destroyForcibly();
    }
  }

  /**
   * Its death ends every wait for it, also those in a pipe or a debugger that nothing interrupts.
   */
  private Process start(String option, String file) throws IOException {
    Process program = command.start("run", option, file);
    CompletableFuture.delayedExecutor(3 * PATIENCE_SECONDS, TimeUnit.SECONDS)
        .execute(program::destroyForcibly);
    return program;
  }

  private static boolean lambda(Location location) {
    return location.method().name().startsWith("lambda$main$");
  }

  private static String port(BufferedReader out) throws Exception {
    String line = out.readLine();
    Matcher address = Pattern.compile("address: (?:.*:)?(\\d+)").matcher(String.valueOf(line));
    assertThat(address.find()).as(line).isTrue();
    return address.group(1);
  }

  private static VirtualMachine attach(String port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(port);
    Objects.requireNonNull(arguments.get("timeout")).setValue(PATIENCE_SECONDS + "000");
    return connector.attach(arguments);
  }

  /** Waits for an event of that kind, which stops everybody. */
  private static <E extends Event> E next(VirtualMachine vm, Class<E> kind) throws Exception {
    for (; ; ) {
      EventSet set = vm.eventQueue().remove(1000 * PATIENCE_SECONDS);
      assertThat(set).as("no %s came", kind.getSimpleName()).isNotNull();
      for (Event event : set) {
        if (kind.isInstance(event)) {
          return kind.cast(event);
        }
      }
      set.resume();
    }
  }

  private static void step(VirtualMachine vm, ThreadReference thread) throws Exception {
    StepRequest request =
        vm.eventRequestManager()
            .createStepRequest(thread, StepRequest.STEP_LINE, StepRequest.STEP_OVER);
    request.addCountFilter(1);
    request.enable();
    vm.resume();
    assertThat(next(vm, StepEvent.class).thread()).isEqualTo(thread);
    vm.eventRequestManager().deleteEventRequest(request);
  }

  private static int local(ThreadReference thread, String name) throws Exception {
    try {
      var frame = thread.frame(0);
      return number(frame.getValue(frame.visibleVariableByName(name)));
    } catch (AbsentInformationException e) {
      throw new AssertionError("compiled without -g", e);
    }
  }

  private static int number(Value value) {
    return ((IntegerValue) value).value();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("nobody went on").isNegative();
      Thread.sleep(1);
    }
  }
}
