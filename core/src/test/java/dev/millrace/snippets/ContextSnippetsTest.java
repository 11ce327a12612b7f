package dev.millrace.snippets;

import static dev.millrace.Go.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.context.Context;
import dev.millrace.context.ContextKey;
import dev.millrace.sync.WaitGroup;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextSnippetsTest {
  private final Console console = new Console();

  @AfterEach
  void closeConsole() {
    console.close();
  }

  // @start region="worker"
  void worker(Context ctx, Receiver<String> jobs) throws InterruptedException {
    var select = Select.prioritized();
    var quit = select.done(ctx);
    var job = select.recv(jobs);
    while (select.await() != quit.index() && job.isOpen()) {
      IO.println("working on " + job.value());
    }
  } // @end

  @Test
  void deadline() throws Exception {
    Chan<String> jobs = Chan.make();
    var wg = new WaitGroup();
    // @start region="deadline"
    try (var ctx = Context.background().withTimeout(Duration.ofMinutes(1))) {
      wg.go(() -> worker(ctx, jobs));
      jobs.send("a letter");
    } // the end of the block cancels, as Go's defer cancel() does, if the minute has not
    // @end
    wg.await();
    assertThat(console.lines()).containsExactly("working on a letter");
  }

  @Test
  void reachesBlockingCalls() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      // @start region="blocking-call"
      Goroutine sleeper = go(ctx, () -> Thread.sleep(Duration.ofHours(1))); // knows no context
      ctx.cancel(); // interrupts it
      sleeper.join();
      // @end
      assertThat(sleeper.isAlive()).isFalse();
    }
  }

  @Test
  void afterFunc() throws Exception {
    Chan<String> told = Chan.make();
    // @start region="after-func"
    try (var ctx = Context.background().withCancel();
        var _ = ctx.afterFunc(() -> told.send("canceled"))) {
      ctx.cancel();
      IO.println(told.receive());
    }
    // @end
    assertThat(console.lines()).containsExactly("canceled");
  }

  // @start region="key"
  static final ContextKey<String> USER = ContextKey.of("user");

  void greet(Context ctx) {
    IO.println("hello " + ctx.value(USER));
  } // @end

  @Test
  void value() {
    // @start region="value"
    greet(Context.background().withValue(USER, "gopher"));
    // @end
    assertThat(console.lines()).containsExactly("hello gopher");
  }
}
