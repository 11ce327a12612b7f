package dev.millrace.snippets;

import static dev.millrace.Go.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.Sender;
import dev.millrace.context.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelSnippetsTest {
  private final Console console = new Console();

  @AfterEach
  void closeConsole() {
    console.close();
  }

  @Test
  void goroutine() throws Exception {
    // @start region="goroutine"
    Goroutine worker = go(() -> IO.println("hello from a goroutine"));
    worker.join(); // wait until it has ended
    // @end
    assertThat(console.lines()).containsExactly("hello from a goroutine");
  }

  @Test
  void interrupt() throws Exception {
    // @start region="interrupt"
    Goroutine sleeper = go(() -> sleep(Duration.ofHours(1)));
    sleeper.interrupt(); // the sleep throws, the goroutine ends, and that is no crash
    sleeper.join();
    // @end
    assertThat(sleeper.isAlive()).isFalse();
  }

  @Test
  void rendezvous() throws Exception {
    // @start region="rendezvous"
    Chan<String> ch = Chan.make(); // unbuffered
    go(() -> ch.send("hello")); // waits until somebody receives
    IO.println(ch.receive());
    // @end
    assertThat(console.lines()).containsExactly("hello");
  }

  @Test
  void buffer() throws Exception {
    // @start region="buffer"
    Chan<Integer> ch = Chan.make(2);
    ch.send(1); // neither waits, for there is room
    ch.send(2);
    IO.println(ch.trySend(3)); // false: the buffer is full
    // @end
    assertThat(console.lines()).containsExactly("false");
  }

  // @start region="sender"
  void squares(int n, Sender<Integer> out) throws InterruptedException {
    try (out) { // closes it at the end: Go's defer close(out)
      for (int i = 1; i <= n; i++) {
        out.send(i * i);
      }
    }
  } // @end

  @Test
  void range() throws Exception {
    // @start region="range"
    Chan<Integer> squares = Chan.make();
    go(() -> squares(3, squares));
    for (int square : squares) { // ends when the channel is closed and drained
      IO.println(square);
    }
    // @end
    assertThat(console.lines()).containsExactly("1", "4", "9");
  }

  @Test
  void received() throws Exception {
    Chan<String> ch = Chan.make(1);
    ch.send("hello");
    ch.close();
    for (int i = 0; i < 2; i++) {
      // @start region="received"
      switch (ch.receiveOrClosed()) {
        case Value(var v) -> IO.println("received " + v);
        case Closed(var cause) -> IO.println("closed, cause " + cause);
      }
      // @end
    }
    assertThat(console.lines()).containsExactly("received hello", "closed, cause null");
  }

  @Test
  void producer() throws Exception {
    // @start region="produce"
    Receiver<Integer> countdown =
        produce(out -> {
          for (int i = 3; i > 0; i--) out.send(i);
        }); // the goroutine closes the channel when it is done, or when it fails
    for (int i : countdown) IO.println(i);
    // @end
    assertThat(console.lines()).containsExactly("3", "2", "1");
  }

  @Test
  void producerThatFails() {
    // @start region="produce-fails"
    Receiver<String> lines =
        produce(out -> {
          out.send("first line");
          throw new IOException("disk gone");
        });
    try {
      for (String line : lines) IO.println(line);
    } catch (ChannelClosedException e) {
      IO.println(e.getCause()); // in place of the end
    }
    // @end
    assertThat(console.lines()).containsExactly("first line", "java.io.IOException: disk gone");
  }

  @Test
  void promise() throws Exception {
    // @start region="promise"
    Promise<Integer> answer = async(() -> 6 * 7);
    IO.println(answer.await());
    // @end
    assertThat(console.lines()).containsExactly("42");
  }

  @Test
  void promiseThatFails() throws Exception {
    // @start region="promise-fails"
    Promise<Integer> answer = async(() -> Integer.parseInt("forty-two"));
    try {
      IO.println(answer.await());
    } catch (CompletionException e) {
      IO.println(e.getCause());
    }
    // @end
    assertThat(console.lines())
        .containsExactly("java.lang.NumberFormatException: For input string: \"forty-two\"");
  }

  @Test
  void selectOfThree() throws Exception {
    Chan<String> results = Chan.make(1);
    Chan<String> log = Chan.make();
    results.send("ready");
    // @start region="select"
    select(
        recv(results, result -> IO.println("result: " + result)),
        send(log, "still waiting", () -> IO.println("told the log")),
        after(Duration.ofSeconds(1), () -> IO.println("nothing for a second")));
    // @end
    assertThat(console.lines()).containsExactly("result: ready");
  }

  @Test
  void selectAsValue() throws Exception {
    Promise<String> mirror1 = async(() -> "fast mirror");
    Receiver<String> mirror2 = Chan.never();
    // @start region="select-value"
    String page =
        select(recv(mirror1), recv(mirror2), after(Duration.ofMinutes(1)).map(_ -> "too late"));
    // @end
    assertThat(page).isEqualTo("fast mirror");
  }

  @Test
  void selectWithDefault() throws Exception {
    Chan<Integer> jobs = Chan.make();
    // @start region="select-default"
    select(
        recv(jobs, job -> IO.println("working on job " + job)),
        otherwise(() -> IO.println("no job now, so I can do something else")));
    // @end
    assertThat(console.lines()).containsExactly("no job now, so I can do something else");
  }

  @Test
  void prepared() throws Exception {
    Chan<Integer> jobs = Chan.make(2);
    jobs.send(1);
    jobs.send(2);
    jobs.close();
    Context ctx = Context.background();
    // @start region="prepared"
    var select = Select.make();
    var job = select.recv(jobs); // case 0
    var quit = select.done(ctx); // case 1
    while (select.await() != quit.index() && job.isOpen()) {
      IO.println("job " + job.value());
    }
    // @end
    assertThat(console.lines()).containsExactly("job 1", "job 2");
  }

  @Test
  void switchedOff() throws Exception {
    Receiver<String> left = produce(out -> out.send("left"));
    Receiver<String> right = produce(out -> out.send("right"));
    // @start region="off"
    var select = Select.make();
    var a = select.recv(left); // case 0
    var b = select.recv(right); // case 1
    for (int open = 2; open > 0; ) {
      var chosen = select.await() == 0 ? a : b;
      if (chosen.isOpen()) {
        IO.println(chosen.value());
      } else {
        chosen.off(); // as setting a channel variable to nil does in Go
        open--;
      }
    }
    // @end
    assertThat(console.lines()).containsExactlyInAnyOrder("left", "right");
  }
}
