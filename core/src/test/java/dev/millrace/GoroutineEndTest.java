package dev.millrace;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.context.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a goroutine ends: quietly, or by a crash. */
@Timeout(60)
class GoroutineEndTest {
  private final Chan<Integer> ch = Chan.make();

  /** How a goroutine with this task ended: the crash its thread's handler was given, or null. */
  private static final class Watched {
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    private volatile @Nullable Throwable crash;
    private volatile @Nullable String name;

    Task task(Task task) {
      return () -> {
        Thread self = Thread.currentThread();
        self.setUncaughtExceptionHandler((t, e) -> {
          crash = e;
          name = t.getName();
        });
        thread.complete(self);
        task.run();
      };
    }

    Thread thread() throws Exception {
      return thread.get(30, TimeUnit.SECONDS);
    }
  }

  private final Watched watched = new Watched();

  @Test
  void anUncaughtExceptionGoesToTheThreadsOwnHandler() throws Exception {
    Exception boom = new Exception("boom");
    Goroutine g = go(watched.task(() -> raise(boom)));
    g.join();
    assertThat(watched.crash).isSameAs(boom);
    assertThat(watched.name).isEqualTo("goroutine " + g.id());
  }

  private static void raise(Exception e) throws Exception {
    throw e;
  }

  @Test
  void anErrorIsACrashToo() throws Exception {
    StackOverflowError boom = new StackOverflowError();
    go(watched.task(() -> {
      throw boom;
    }))
        .join();
    assertThat(watched.crash).isSameAs(boom);
  }

  @Test
  void aFailingHandlerEndsTheGoroutineLikeAnyOther() throws Exception {
    Goroutine g =
        go(() -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((_, e) -> {
                throw new IllegalStateException(e);
              });
          throw new Exception("boom");
        });
    g.join();
    assertThat(g.isAlive()).isFalse();
  }

  @Test
  void interruptedByItsHandleItEndsQuietly() throws Exception {
    Goroutine g = go(watched.task(ch::receive));
    g.interrupt();
    g.join();
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedByItsThreadItEndsQuietly() throws Exception {
    Goroutine g = go(watched.task(ch::receive));
    watched.thread().interrupt();
    g.join();
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedByItsThreadInACallOfTheJdkItEndsQuietly() throws Exception {
    Goroutine g = go(watched.task(() -> new CountDownLatch(1).await()));
    watched.thread().interrupt();
    g.join();
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedByItsContextItEndsQuietly() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      Goroutine g = go(ctx, watched.task(ch::receive));
      ctx.cancel();
      g.join();
    }
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedByTheDeadlineOfItsContextInACallOfTheJdkItEndsQuietly() throws Exception {
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(5))) {
      go(ctx, watched.task(() -> new CountDownLatch(1).await())).join();
    }
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedInAForEachItEndsQuietly() throws Exception {
    Goroutine g =
        go(
            watched.task(() -> {
              for (int i : ch) {
                throw new AssertionError(i);
              }
            }));
    g.interrupt();
    g.join();
    assertThat(watched.crash).isNull();
  }

  @Test
  void interruptedByItsThreadInAForEachItEndsQuietly() throws Exception {
    Goroutine g = go(watched.task(() -> ch.stream().forEach(i -> {})));
    watched.thread().interrupt();
    g.join();
    assertThat(watched.crash).isNull();
  }

  /** It was told to stop, whenever that was; what it then throws need not be the first. */
  @Test
  void interruptedAtAnyTimeBeforeItEndsQuietly() throws Exception {
    Chan<Integer> told = Chan.make();
    Goroutine g =
        go(
            watched.task(() -> {
              try {
                ch.receive();
              } catch (InterruptedException e) {
                told.receive();
                throw new InterruptedRuntimeException(new InterruptedException("mine"));
              }
            }));
    g.interrupt();
    told.send(1);
    g.join();
    assertThat(watched.crash).isNull();
  }

  @Test
  void anInterruptionWithoutAnInterruptIsACrash() throws Exception {
    go(watched.task(() -> raise(new InterruptedException("made up")))).join();
    assertThat(watched.crash).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anotherExceptionOfOneThatWasInterruptedIsACrash() throws Exception {
    Goroutine g =
        go(
            watched.task(() -> {
              try {
                ch.receive();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }));
    g.interrupt();
    g.join();
    assertThat(watched.crash).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void withAContextThatIsDoneTheTaskStartsWithTheFlagSet() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      ctx.cancel();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      go(
              ctx,
              watched.task(() -> {
                flag.complete(Thread.currentThread().isInterrupted());
                ch.receive();
              }))
          .join();
      assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(watched.crash).isNull();
    }
  }

  @Test
  void afterItsEndTheContextInterruptsNobody() throws Exception {
    try (var ctx = Context.background().withCancel()) {
      Goroutine g = go(ctx, watched.task(() -> {}));
      g.join();
      ctx.cancel();
      assertThat(watched.thread().isInterrupted()).isFalse();
    }
  }

  @Test
  void withAContextThatIsNeverDoneItRunsLikeAnyOther() throws Exception {
    go(Context.background(), watched.task(() -> Thread.sleep(1))).join();
    assertThat(watched.crash).isNull();
  }
}
