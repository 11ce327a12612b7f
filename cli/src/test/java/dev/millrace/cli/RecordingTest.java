package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.cli.Command.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder is told what goroutines wait for and what is found, if it asks. */
@Timeout(120)
class RecordingTest {
  private static final String SETTINGS =
      Path.of(System.getProperty("millrace.root", ".."), "docs", "millrace.jfc")
          .toAbsolutePath()
          .normalize()
          .toString();

  /** However short, waits are to be seen. */
  private static final String SHORT =
      ",dev.millrace.ChannelBlocked#threshold=0ms,dev.millrace.LockBlocked#threshold=0ms"
          + ",dev.millrace.SelectBlocked#threshold=0ms";

  @TempDir Path base;
  private Command command;
  private Path recording;

  @BeforeEach
  void programs() throws IOException {
    command = Command.in(base);
    recording = base.resolve("recording.jfr");
    command.file(
        "Waits.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        void until(String state) {
          while (!Goroutines.dump().contains("[" + state + "]")) {
            Thread.yield();
          }
        }

        void main() throws InterruptedException {
          Chan<Integer> ch = Chan.make();
          Chan<Integer> other = Chan.make();
          Mutex m = new Mutex();
          m.lock();
          Goroutine locking = go(() -> m.lock());
          until("sync.Mutex.Lock");
          m.unlock();
          locking.join();
          Goroutine selecting = go(() -> select(recv(ch), send(other, 1)));
          until("select");
          ch.send(1);
          selecting.join();
          Goroutine sending = go(() -> ch.send(2));
          until("chan send");
          ch.receive();
          sending.join();
        }
        """);
  }

  @Test
  void waitsAndStartsAndEndsOfGoroutines() throws Exception {
    Result result = record("settings=" + SETTINGS + SHORT, "Waits.java");
    assertThat(result.exitCode()).as(result.err()).isZero();

    JsonObject lock = only("LockBlocked", 2);
    assertThat(lock.get("operation").getAsString()).isEqualTo("sync.Mutex.Lock");
    assertThat(lock.get("lock").getAsString()).matches("0x[0-9a-f]+");
    assertThat(lock.get("duration").getAsString()).startsWith("PT0.");
    List<JsonObject> starts = events("GoroutineStart");
    assertThat(starts).hasSize(4);
    JsonObject main = starts.getFirst();
    assertThat(main.get("goroutine").getAsLong()).isEqualTo(1);
    assertThat(main.get("creator").getAsLong()).isZero();
    assertThat(main.get("thread")).isEqualTo(lock.get("holder"));

    JsonObject first = starts.get(1);
    assertThat(first.get("goroutine").getAsLong()).isEqualTo(2);
    assertThat(first.get("creator").getAsLong()).isEqualTo(1);
    assertThat(first.get("createdAt").getAsString()).isEqualTo("Waits.main(Waits.java:15)");
    assertThat(first.get("thread"))
        .isEqualTo(lock.getAsJsonObject("eventThread").get("javaThreadId"));

    JsonObject select = only("SelectBlocked", 3);
    assertThat(select.get("operation").getAsString()).isEqualTo("select");
    assertThat(select.get("cases").getAsString().lines())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .matches("chan receive on 0x[0-9a-f]+ made at Waits.main.Waits.java:11."),
            line ->
                assertThat(line)
                    .matches("chan send on 0x[0-9a-f]+ made at Waits.main.Waits.java:12."));

    JsonObject send = only("ChannelBlocked", 4);
    assertThat(send.get("operation").getAsString()).isEqualTo("chan send");
    assertThat(select.get("cases").getAsString())
        .contains("chan receive on " + send.get("channel").getAsString() + " made at ");
    assertThat(send.get("madeAt").getAsString()).isEqualTo("Waits.main(Waits.java:11)");
    assertThat(send.getAsJsonObject("stackTrace").toString()).contains("lambda$main$2");

    assertThat(events("GoroutineEnd"))
        .extracting(e -> e.get("goroutine").getAsLong())
        .contains(2L, 3L, 4L);
  }

  @Test
  void nothingIsToldUnlessItIsAskedFor() throws Exception {
    assertThat(record("settings=default", "Waits.java").exitCode()).isZero();
    assertThat(print("dev.millrace.*")).isEmpty();
    assertThat(print("jdk.JVMInformation")).isNotEmpty();
  }

  @Test
  void withoutARecordingNoneOfItIsLoaded() throws Exception {
    Result result = command.run("run", "-J-Xlog:class+load", "Waits.java");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines().filter(line -> line.contains("jdk.jfr.")))
        .allMatch(line -> line.contains(" jdk.jfr.FlightRecorder "));
    assertThat(result.out())
        .contains("dev.millrace.internal.Waiter")
        .doesNotContain("dev.millrace.internal.Recorder")
        .doesNotContain("dev.millrace.internal.recording.");
  }

  @Test
  void aDeadlockIsFoundAndToldWhileARecordingRuns() throws Exception {
    command.file(
        "Asleep.java",
        """
        import module dev.millrace;

        void main() {
          Mutex m = new Mutex();
          m.lock();
          m.lock();
        }
        """);
    Result result = record("settings=" + SETTINGS, "Asleep.java");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).startsWith("fatal error: all goroutines are asleep - deadlock!");
    JsonObject deadlock = only("Deadlock", 0);
    assertThat(deadlock.get("cycles").getAsString())
        .matches(
            """
            cycle: it waits for what it has locked itself
            \tgoroutine 1 waits for mutex 0x[0-9a-f]+, locked by goroutine 1
            """);
    assertThat(result.err()).isEqualTo("fatal error: " + deadlock.get("report").getAsString());
  }

  @Test
  void leaksAreTold() throws Exception {
    command.file(
        "Leaks.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        void main() {
          go(() -> Chan.make().receive());
          while (!Goroutines.dump().contains("[chan receive]")) {
            Thread.yield();
          }
        }
        """);
    assertThat(record("settings=" + SETTINGS, "Leaks.java").exitCode()).isZero();
    JsonObject leak = only("Leak", 2);
    assertThat(leak.get("state").getAsString()).isEqualTo("chan receive");
    assertThat(leak.get("waitsOn").getAsString())
        .matches("channel 0x[0-9a-f]+ made at Leaks.main.Leaks.java:5., 1 receiver waiting");
    assertThat(leak.get("stack").getAsString()).startsWith("Leaks.lambda$main$0(Leaks.java:5)");
    assertThat(leak.get("created").getAsString())
        .isEqualTo("created by Leaks.main(Leaks.java:5) in goroutine 1");
    assertThat(leak.get("kept").getAsBoolean()).isFalse();
  }

  @Test
  void stallsAreTold() throws Exception {
    command.file(
        "Stalls.java",
        """
        import module dev.millrace;
        import static dev.millrace.Go.*;

        static volatile boolean told;

        void main() throws InterruptedException {
          Goroutines.onStall(Duration.ofMillis(50), _ -> told = true);
          go(() -> {
            while (!told) {
              Thread.onSpinWait();
            }
          }).join();
        }
        """);
    assertThat(record("settings=" + SETTINGS, "Stalls.java").exitCode()).isZero();
    JsonObject stall = only("Stall", 2);
    assertThat(stall.get("held").getAsString()).startsWith("PT");
    assertThat(stall.get("state").getAsString()).isEqualTo("running");
    assertThat(stall.get("stack").getAsString()).contains("Stalls.lambda$main$1(Stalls.java:");
  }

  private Result record(String options, String file) throws IOException {
    Process process =
        command.start(
            "run",
            "-J-Xlog:disable",
            "-J-XX:StartFlightRecording:filename=" + recording + "," + options,
            file);
    // A hang is to be a failure.
    CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
    return Command.finish(process);
  }

  /** The event of a goroutine, which has only one of that kind. */
  private JsonObject only(String name, long goroutine) throws Exception {
    List<JsonObject> found =
        events(name).stream().filter(e -> e.get("goroutine").getAsLong() == goroutine).toList();
    assertThat(found).as("%s of %s", name, goroutine).hasSize(1);
    return found.getFirst();
  }

  private List<JsonObject> events(String name) throws Exception {
    return print("dev.millrace." + name);
  }

  /** As the JDK's own tool shows them. */
  private List<JsonObject> print(String events) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jfr").toString(),
                "print",
                "--json",
                "--stack-depth",
                "20",
                "--events",
                events,
                recording.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement e :
        JsonParser.parseString(json)
            .getAsJsonObject()
            .getAsJsonObject("recording")
            .getAsJsonArray("events")) {
      found.add(e.getAsJsonObject().getAsJsonObject("values"));
    }
    return found;
  }
}
