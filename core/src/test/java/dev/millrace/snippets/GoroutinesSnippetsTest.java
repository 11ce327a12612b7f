package dev.millrace.snippets;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Goroutines;
import dev.millrace.internal.scheduler.Scheduler;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Code that the Javadoc of {@link Goroutines} quotes. */
class GoroutinesSnippetsTest {
  @Test
  void dump() throws InterruptedException {
    Chan<Integer> ch = Chan.make();
    Goroutine waiting = go(() -> ch.receive());
    String text;
    do {
      // @start region="dump"
      text = Goroutines.dump();
      // goroutine 7 [chan receive]:
      // Main.lambda$main$0(Main.java:12)
      //   on channel 0x133314b, 1 receiver waiting
      // created in goroutine 1
      // @end
    } while (!text.contains("goroutine " + waiting.id() + " [chan receive]:"));
    assertThat(text).contains("1 receiver waiting");
    ch.send(1);
  }

  @Test
  void deadlock() {
    if (!Scheduler.isOurs()) {
      assertThatThrownBy(Goroutines::logDeadlock).isInstanceOf(IllegalStateException.class);
      return;
    }
    // @start region="deadlock"
    Goroutines.onDeadlock(report -> System.err.println(report));
    // @end
  }

  @Test
  void mxbean() throws Exception {
    // @start region="mxbean"
    Goroutines.registerMXBean();
    // and then, here or over a connection:
    MBeanServerConnection server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("dev.millrace:type=Goroutines");
    Object count = server.getAttribute(name, "Count");
    Object dump = server.invoke(name, "dumpGrouped", null, null);
    // @end
    assertThat(count).isInstanceOf(Integer.class);
    assertThat(dump).isInstanceOf(String.class);
  }

  @Test
  void stall() {
    if (!Scheduler.isOurs()) {
      assertThatThrownBy(() -> Goroutines.onStall(Duration.ofSeconds(10), System.err::println))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("stalls cannot be found");
      return;
    }
    // @start region="stall"
    Goroutines.onStall(Duration.ofSeconds(10), report -> System.err.println(report));
    // @end
  }
}
