package dev.millrace;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.context.Context;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goroutines and their handles. */
@Timeout(60)
class GoroutineTest {
  @Test
  void goStartsATaskThatTheCallerDoesNotWaitFor() throws Exception {
    Chan<Integer> ch = Chan.make();
    Goroutine g = go(() -> ch.send(1));
    assertThat(g.isAlive()).isTrue();
    assertThat(ch.receive()).isEqualTo(1);
    g.join();
    assertThat(g.isAlive()).isFalse();
  }

  @Test
  void aCallableCannotBeGivenToGo() {
    assertThat(Go.class.getMethods())
        .filteredOn(m -> m.getName().equals("go"))
        .isNotEmpty()
        .noneMatch(m -> Arrays.asList(m.getParameterTypes()).contains(Callable.class));
  }

  @Test
  void eachHasANumberOfItsOwn() throws Exception {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Goroutine g = go(() -> {});
      assertThat(g.id()).isPositive();
      assertThat(ids.add(g.id())).isTrue();
      g.join();
      assertThat(ids).contains(g.id());
    }
  }

  @Test
  void joinWaitsForTheEndHoweverItComes() throws Exception {
    Chan<Integer> ch = Chan.make();
    Goroutine g = go(() -> ch.receive());
    var joiners = List.of(joining(g), joining(g));
    assertThat(g.isAlive()).isTrue();
    ch.close(); // it ends by an exception, which goes to the handler
    for (var joiner : joiners) {
      assertThat(joiner.failure()).isNull();
    }
    assertThat(g.isAlive()).isFalse();
    g.join();
    assertThat(g.join(Duration.ZERO)).isTrue();
  }

  private static Running<?> joining(Goroutine g) {
    return Running.task(g::join).blocked();
  }

  @Test
  void joinWithATimeoutSaysWhetherItHasEnded() throws Exception {
    Chan<Integer> ch = Chan.make();
    Goroutine g = go(() -> ch.send(1));
    assertThat(g.join(Duration.ZERO)).isFalse();
    assertThat(g.join(Duration.ofDays(-1))).isFalse();
    assertThat(g.join(Duration.ofMillis(2))).isFalse();
    var joiner = Running.of(() -> g.join(Duration.ofSeconds(Long.MAX_VALUE))).blocked();
    assertThat(ch.receive()).isEqualTo(1);
    assertThat(joiner.result()).isTrue();
  }

  @Test
  void joinIsInterruptedOnEntryAndWhileItWaits() throws Exception {
    Chan<Integer> ch = Chan.make();
    Goroutine g = go(() -> ch.send(1));
    var waiting = Running.task(g::join).blocked();
    waiting.interrupt();
    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    assertThat(Running.interrupted(g::join).failure()).isInstanceOf(InterruptedException.class);
    assertThat(ch.receive()).isEqualTo(1);
    g.join();
    for (Task task : List.<Task>of(g::join, () -> g.join(Duration.ZERO))) {
      assertThat(Running.interrupted(task).failure())
          .as("one that has ended, too")
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void interruptReachesTheGoroutine() throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Chan<Integer> ch = Chan.make();
    Goroutine g =
        go(() -> {
          try {
            ch.receive();
          } catch (InterruptedException e) {
            thrown.set(e);
          }
        });
    g.interrupt();
    g.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void interruptReachesABlockingCallOfTheJdk() throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Goroutine g =
        go(() -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            outcome.complete("interrupted");
          }
        });
    g.interrupt();
    assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void anInterruptForOneThatHasEndedHitsNobody() throws Exception {
    for (int i = 0; i < 100; i++) {
      Goroutine ended = go(() -> {});
      ended.join();
      Chan<Boolean> flag = Chan.make();
      go(() -> flag.send(Thread.currentThread().isInterrupted()));
      ended.interrupt();
      assertThat(flag.receive()).isFalse();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void theFlagIsClearAtTheStartWhateverItsCreatorsIs() throws Exception {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Running<?> creator =
        Running.interrupted(() -> go(() -> flag.complete(Thread.currentThread().isInterrupted())));
    assertThat(creator.failure()).isNull();
    assertThat(flag.get(30, TimeUnit.SECONDS)).isFalse();
  }

  // ---- what it inherits

  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  @Test
  void itInheritsNoThreadLocalsAndNoScopedValues() throws Exception {
    LOCAL.set("mine");
    INHERITABLE.set("mine");
    try {
      CompletableFuture<List<Object>> seen = new CompletableFuture<>();
      ScopedValue.where(SCOPED, "mine")
          .run(() ->
              go(() ->
                  seen.complete(
                      List.of(
                          String.valueOf(LOCAL.get()),
                          String.valueOf(INHERITABLE.get()),
                          SCOPED.isBound()))));
      assertThat(seen.get(30, TimeUnit.SECONDS)).containsExactly("null", "null", false);
    } finally {
      LOCAL.remove();
      INHERITABLE.remove();
    }
  }

  @Test
  void whatItSetsIsGoneWithIt() throws Exception {
    for (int i = 0; i < 100; i++) {
      Chan<String> before = Chan.make(1);
      go(
              () -> {
                Thread self = Thread.currentThread();
                before.send(LOCAL.get() + " " + self.getName() + " " + self.isInterrupted());
                LOCAL.set("left");
                self.setName("left");
                self.interrupt();
              })
          .join();
      assertThat(before.receive()).isEqualTo("null  false");
    }
  }

  @Test
  void itHasItsCreatorsContextClassLoader() throws Exception {
    Thread self = Thread.currentThread();
    ClassLoader mine = self.getContextClassLoader();
    try (URLClassLoader other = new URLClassLoader(new URL[0])) {
      for (ClassLoader loader : Arrays.asList(other, ClassLoader.getSystemClassLoader(), null)) {
        self.setContextClassLoader(loader);
        CompletableFuture<@Nullable ClassLoader> seen = new CompletableFuture<>();
        CompletableFuture<@Nullable ClassLoader> grandchild = new CompletableFuture<>();
        go(() -> {
          seen.complete(Thread.currentThread().getContextClassLoader());
          go(() -> grandchild.complete(Thread.currentThread().getContextClassLoader()));
        });
        assertThat(seen.get(30, TimeUnit.SECONDS)).isSameAs(loader);
        assertThat(grandchild.get(30, TimeUnit.SECONDS)).isSameAs(loader);
      }
    } finally {
      self.setContextClassLoader(mine);
    }
  }

  @Test
  void aTaskIsNotNull() {
    assertThatThrownBy(() -> go(noTask())).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> go(Context.background(), noTask()))
        .isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings("NullAway") // what code without nullness checks would pass
  private static Task noTask() {
    return null;
  }
}
