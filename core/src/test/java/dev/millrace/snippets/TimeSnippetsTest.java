package dev.millrace.snippets;

import static dev.millrace.Go.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Select;
import dev.millrace.time.ManualTime;
import dev.millrace.time.TaskTimer;
import dev.millrace.time.TimeSource;
import dev.millrace.time.Timers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeSnippetsTest {
  private final Console console = new Console();

  @AfterEach
  void closeConsole() {
    console.close();
  }

  @Test
  void ticker() throws Exception {
    // @start region="ticker"
    try (var ticker = Timers.ticker(Duration.ofMillis(10))) {
      for (int i = 1; i <= 3; i++) {
        ticker.receive();
        IO.println("tick " + i);
      }
    }
    // @end
    assertThat(console.lines()).containsExactly("tick 1", "tick 2", "tick 3");
  }

  @Test
  void idleTimer() throws Exception {
    Chan<String> messages = Chan.make(2);
    messages.send("one");
    messages.send("two");
    Duration patience = Duration.ofMillis(50);
    // @start region="timer"
    var idle = Timers.timer(patience);
    var select = Select.prioritized();
    var message = select.recv(messages);
    select.recv(idle);
    while (select.await() == message.index()) {
      IO.println(message.value());
      idle.reset(patience); // from now
    }
    IO.println("nothing came for a while");
    // @end
    assertThat(console.lines()).containsExactly("one", "two", "nothing came for a while");
  }

  @Test
  void afterFunc() {
    // @start region="after-func"
    TaskTimer alarm = Timers.afterFunc(Duration.ofHours(1), () -> IO.println("too late"));
    IO.println(alarm.stop()); // true: the task will not run
    // @end
    assertThat(console.lines()).containsExactly("true");
  }

  @Test
  void replaced() throws Exception {
    // @start region="time-source"
    var time = new ManualTime(); // a TimeSource that stands still until it is told to go on
    TimeSource.with(
        time,
        () -> {
          var sleeper = go(() -> sleep(Duration.ofHours(1)));
          time.awaitScheduled(1); // it sleeps
          time.advance(Duration.ofHours(1));
          sleeper.join(); // and has slept for an hour, in no time
        });
    // @end
    assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
  }
}
