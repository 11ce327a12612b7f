package dev.millrace.leaks;

import static dev.millrace.Go.done;
import static dev.millrace.Go.go;
import static dev.millrace.Go.select;
import static dev.millrace.Go.sleep;

import dev.millrace.Chan;
import dev.millrace.ChannelMisuseException;
import dev.millrace.Goroutine;
import dev.millrace.Goroutines;
import dev.millrace.LeakedGoroutine;
import dev.millrace.Task;
import dev.millrace.context.Context;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Programs for {@link LeakProofTest}, each in a JVM of its own: they print what they found. */
final class LeakChecks {
  private static final ThreadLocal<Object> OF_THREAD = new ThreadLocal<>();

  private static @Nullable Object held;

  private LeakChecks() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "untold" -> untold();
      case "reachable" -> reachable();
      case "memory" -> memory();
      case "kept" -> kept();
      case "stress" -> stress(Integer.parseInt(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("over");
  }

  /** A thread that has ended, so that no frame keeps anything. */
  private static void apart(Task task) throws InterruptedException {
    Thread t =
        new Thread(() -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    t.start();
    t.join();
  }

  private static void settle(int asleep) throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Goroutines.count() != asleep || Goroutines.dump().contains("[run")) {
      if (System.nanoTime() - patience > 0) {
        throw new IllegalStateException(Goroutines.dump());
      }
      Thread.sleep(1);
    }
  }

  private static void untold() throws InterruptedException {
    apart(() -> go(() -> Chan.make().receive()));
    settle(1);
    try {
      Goroutines.leaked();
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
    System.out.println("still there: " + Goroutines.count());
  }

  /** Each could still be woken, if only by somebody who is not likely to. */
  private static void reachable() throws Exception {
    List<Chan<Integer>> local = new ArrayList<>();
    Cleaner cleaner = Cleaner.create();
    Chan<Integer> cleaned = Chan.make();
    apart(() -> {
      Chan<Integer> inStatic = Chan.make();
      held = inStatic;
      go(() -> inStatic.receive());

      Chan<Integer> inLocal = Chan.make();
      local.add(inLocal);
      go(() -> inLocal.receive());

      Chan<Integer> ofHook = Chan.make();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> ofHook.trySend(1)));
      go(() -> ofHook.receive());

      Chan<Integer> ofFuture = Chan.make();
      CompletableFuture.delayedExecutor(1, TimeUnit.HOURS).execute(() -> ofFuture.trySend(1));
      go(() -> ofFuture.receive());

      var ctx = Context.background().withTimeout(Duration.ofHours(1));
      go(() -> select(done(ctx)));

      go(() -> sleep(Duration.ofHours(1)));

      go(() -> Chan.make().receive(Duration.ofHours(1)));

      Chan<Integer> inThread = Chan.make();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            OF_THREAD.set(inThread);
            try {
              Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      go(() -> inThread.receive());

      cleaner.register(new Object(), () -> cleaned.trySend(1));
      go(() -> cleaned.receive());
    });
    // A handle is enough to interrupt by, a thread as well.
    List<Object> handles = new ArrayList<>();
    apart(() -> {
      handles.add(go(() -> Chan.make().receive()));
      Chan<Thread> threads = Chan.make(1);
      go(() -> {
        threads.send(Thread.currentThread());
        Chan.make().receive();
      });
      handles.add(threads.receive());
    });
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Goroutines.dump().contains("[run") && System.nanoTime() - patience < 0) {
      Thread.sleep(1);
    }
    for (int i = 0; i < 3; i++) {
      System.out.println("leaked: " + Goroutines.leaked());
    }
    while (Goroutines.count() > 10 && System.nanoTime() - patience < 0) {
      Thread.sleep(1); // the one that the cleaner wakes
    }
    System.out.println("still there: " + Goroutines.count());
    for (Object handle : handles) {
      if (handle instanceof Goroutine g) {
        g.interrupt();
      } else {
        ((Thread) handle).interrupt();
      }
    }
    local.getFirst().send(1);
    settle(7);
    System.out.println(held + "" + local);
    Runtime.getRuntime().halt(0);
  }

  /** In a small heap: 64 times 4 MB, and of what is reported nothing is kept. */
  private static void memory() throws InterruptedException {
    List<LeakedGoroutine> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      apart(() -> {
        byte[] large = new byte[4_000_000];
        Chan<byte[]> ch = Chan.make();
        go(() -> ch.send(large));
      });
      settle(1);
      all.addAll(Goroutines.leaked());
    }
    System.out.println(all.size() + " found, " + Goroutines.count() + " left");
  }

  private static void kept() throws InterruptedException {
    apart(() -> {
      Chan<Integer> in = Chan.make();
      Chan<Integer> out = Chan.make();
      go(() -> in.send(1));
      go(() -> {
        Chan<Integer> between = in;
        out.send(2);
        between.receive();
      });
    });
    settle(2);
    for (LeakedGoroutine g : Goroutines.leaked()) {
      System.out.println(g.id() + " " + g.state() + " " + g.keptByAnother());
    }
  }

  /** Goroutines come, wait, are woken and end while others search for leaks: none gets lost. */
  private static void stress(int seconds) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int[] found = new int[1];
    int[] expected = new int[1];
    Thread searching =
        new Thread(() -> {
          while (!over.get()) {
            found[0] += Goroutines.leaked().size();
          }
        });
    searching.start();
    SplittableRandom random = new SplittableRandom();
    List<Chan<Integer>> channels = new ArrayList<>();
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 100; i++) {
        Chan<Integer> ch = Chan.make();
        channels.add(ch);
        int turns = random.nextInt(1, 4);
        go(() -> {
          for (int k = 0; k < turns; k++) {
            ch.receive();
          }
          ch.close();
        });
      }
      apart(() -> go(() -> Chan.make().receive()));
      expected[0]++;
      for (Chan<Integer> ch : channels) {
        while (!ch.isClosed()) {
          try {
            ch.trySend(1);
          } catch (ChannelMisuseException e) {
            break; // just closed
          }
        }
      }
      channels.clear();
    }
    over.set(true);
    searching.join();
    settle(Goroutines.count());
    found[0] += Goroutines.leaked().size();
    System.out.println((found[0] - expected[0]) + " too many, " + Goroutines.count() + " left");
  }
}
