package dev.millrace.race.corpus;

import static dev.millrace.Go.done;
import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.sleep;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.context.ContextKey;
import dev.millrace.pipeline.Pipeline;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.time.OneShotTimer;
import dev.millrace.time.TaskTimer;
import dev.millrace.time.Ticker;
import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.List;

/** What contexts, timers and pipelines order. */
final class MillraceContext {
  private MillraceContext() {}

  private static final ContextKey<int[]> KEY = ContextKey.of("key");

  @RaceFree
  static void cancelBeforeDone() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    together(
        () -> {
          s.x = 1;
          ctx.cancel();
        },
        () -> {
          ctx.done().receiveOrClosed();
          s.x = 2;
        });
  }

  @RaceFree
  static void cancelBeforeIsDone() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    together(
        () -> {
          s.x = 1;
          ctx.cancel();
        },
        () -> {
          while (!ctx.isDone()) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @RaceFree
  static void cancelBeforeCause() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    together(
        () -> {
          s.x = 1;
          ctx.cancel(new IllegalStateException());
        },
        () -> {
          while (ctx.cause() == null) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @RaceFree
  static void cancelBeforeThrowIfDone() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    together(
        () -> {
          s.x = 1;
          ctx.close();
        },
        () -> {
          try {
            while (true) {
              ctx.throwIfDone();
              Thread.yield();
            }
          } catch (RuntimeException e) {
            s.x = 2;
          }
        });
  }

  @Racy
  static void isDoneThatIsFalse() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    Unordered looked = new Unordered();
    together(
        () -> {
          s.x = 1;
          looked.await();
          ctx.cancel();
        },
        () -> {
          use(ctx.isDone());
          s.x = 2;
          looked.signal();
        });
  }

  @Racy
  static void writtenAfterCancel() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    together(
        () -> {
          ctx.cancel();
          s.x = 1;
        },
        () -> {
          ctx.done().receiveOrClosed();
          s.x = 2;
        });
  }

  /** The second to cancel ends nothing. */
  @Racy
  static void secondCancel() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    ctx.cancel();
    Unordered again = new Unordered();
    together(
        () -> {
          s.x = 1;
          ctx.cancel();
          again.signal();
        },
        () -> {
          again.await();
          ctx.done().receiveOrClosed();
          s.x = 2;
        });
  }

  @RaceFree
  static void childOfTheCanceled() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    CancelableContext child = ctx.withTimeout(Duration.ofHours(1));
    Context value = child.withValue(KEY, new int[1]);
    together(
        () -> {
          s.x = 1;
          ctx.cancel();
        },
        () -> {
          value.done().receiveOrClosed();
          s.x = 2;
        });
  }

  @RaceFree
  static void doneInASelect() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    Chan<Integer> never = Chan.make();
    together(
        () -> {
          s.x = 1;
          ctx.cancel();
        },
        () -> select(done(ctx, () -> s.x = 2), recv(never)));
  }

  @RaceFree
  static void afterFunc() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> ran = Chan.make(1);
    CancelableContext ctx = Context.background().withCancel();
    ctx.afterFunc(() -> {
      s.x++;
      ran.send(1);
    });
    s.x = 1;
    ctx.cancel();
    ran.receive();
    s.x++;
  }

  @Racy
  static void afterFuncNotWaitedFor() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    CancelableContext ctx = Context.background().withCancel();
    ctx.afterFunc(() -> {
      s.x = 1;
      ran.signal();
    });
    ctx.cancel();
    s.x = 2;
    ran.await();
  }

  @RaceFree
  static void goWithAContext() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CancelableContext ctx = Context.background().withCancel();
    Goroutine g =
        go(
            ctx,
            () -> {
              try {
                sleep(Duration.ofSeconds(20));
              } catch (InterruptedException e) {
                use(s.x);
              }
            });
    s.x = 1;
    ctx.cancel();
    g.join();
  }

  @RaceFree
  static void valueOfAContext() throws Exception {
    int[] value = {1};
    Context ctx = Context.background().withValue(KEY, value);
    Goroutine g = go(ctx, () -> ctx.value(KEY)[0]++);
    g.join();
    value[0]++;
  }

  @Racy
  static void valueOfAContextShared() throws Exception {
    int[] value = {1};
    Context ctx = Context.background().withValue(KEY, value);
    Goroutine g = go(ctx, () -> ctx.value(KEY)[0]++);
    value[0]++;
    g.join();
  }

  @RaceFree
  static void timeout() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(2))) {
      Goroutine g =
          go(() -> {
            ctx.done().receiveOrClosed();
            s.x = 2;
          });
      g.join();
    }
    s.x = 3;
  }

  /** That both wait for the same time orders neither. */
  @Racy
  static void timeoutOrdersNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(2))) {
      together(
          () -> {
            ctx.done().receiveOrClosed();
            s.x = 1;
          },
          () -> {
            ctx.done().receiveOrClosed();
            s.x = 2;
          });
    }
  }

  @RaceFree
  static void timedTask() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> ran = Chan.make();
    s.x = 1;
    Timers.afterFunc(
        Duration.ofMillis(1),
        () -> {
          s.x++;
          ran.send(1);
        });
    ran.receive();
    s.x++;
  }

  @Racy
  static void timedTaskNotWaitedFor() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    TaskTimer t =
        Timers.afterFunc(
            Duration.ofMillis(1),
            () -> {
              s.x = 1;
              ran.signal();
            });
    ran.await();
    use(t.stop());
    s.x = 2;
  }

  @RaceFree
  static void timerSetBeforeItIsReceived() throws Exception {
    var s =
        new Object() {
          int x;
        };
    OneShotTimer t = Timers.timer(Duration.ofHours(1));
    together(
        () -> {
          t.receive();
          s.x = 2;
        },
        () -> {
          s.x = 1;
          t.reset(Duration.ofMillis(1));
        });
  }

  @Racy
  static void writtenAfterReset() throws Exception {
    var s =
        new Object() {
          int x;
        };
    OneShotTimer t = Timers.timer(Duration.ofHours(1));
    together(
        () -> {
          t.receive();
          s.x = 2;
        },
        () -> {
          t.reset(Duration.ofMillis(1));
          s.x = 1;
        });
  }

  @Racy
  static void tickerOrdersNoReceivers() throws Exception {
    var s =
        new Object() {
          int x;
        };
    try (Ticker t = Timers.ticker(Duration.ofMillis(1))) {
      together(
          () -> {
            t.receive();
            s.x = 1;
          },
          () -> {
            t.receive();
            s.x = 2;
          });
    }
  }

  @RaceFree
  static void pipelineHandsOn() throws Exception {
    try (Pipeline<int[]> p =
        Pipeline.<int[]>generate(
                out -> {
                  for (int i = 0; i < 10; i++) {
                    out.send(new int[] {i});
                  }
                })
            .workers(
                2,
                a -> {
                  a[0]++;
                  return a;
                })) {
      for (int[] a : p) {
        a[0]++;
      }
    }
  }

  @RaceFree
  static void parallelMapInOrder() throws Exception {
    var s =
        new Object() {
          int factor;
        };
    s.factor = 3;
    try (Pipeline<int[]> p =
        Pipeline.from(List.of(1, 2, 3, 4)).parallelMap(2, i -> new int[] {i * s.factor})) {
      for (int[] a : p) {
        a[0]++;
      }
    }
    s.factor = 4;
  }

  @RaceFree
  static void closedPipeline() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered ran = new Unordered();
    Pipeline<Integer> p =
        Pipeline.generate(out -> {
          s.x = 1;
          ran.signal();
          out.send(1);
          out.send(2);
        });
    ran.await();
    p.close();
    s.x = 2;
  }

  /** Both workers are at it, and count with one counter. */
  @Racy
  static void workersWithASharedCounter() throws Exception {
    var s =
        new Object() {
          int count;
        };
    Unordered both = new Unordered();
    try (Pipeline<Integer> p =
        Pipeline.from(List.of(1, 2))
            .workers(
                2,
                i -> {
                  both.signal();
                  both.await(2);
                  s.count++;
                  return i;
                })) {
      for (int i : p) {
        use(i);
      }
    }
  }

  @RaceFree
  static void merged() throws Exception {
    try (Pipeline<int[]> p =
        Pipeline.merge(
            Pipeline.<int[]>generate(out -> out.send(new int[] {1})),
            Pipeline.<int[]>generate(out -> out.send(new int[] {2})))) {
      for (int[] a : p) {
        a[0]++;
      }
    }
  }

  /** Each reader of a tee gets the same element. */
  @Racy
  static void teeSharesItsElements() throws Exception {
    List<Pipeline<int[]>> tees = Pipeline.<int[]>generate(out -> out.send(new int[] {1})).tee(2);
    together(
        () -> {
          for (int[] a : tees.get(0)) {
            a[0]++;
          }
        },
        () -> {
          for (int[] a : tees.get(1)) {
            a[0]++;
          }
        });
    tees.get(0).close();
    tees.get(1).close();
  }

  @RaceFree
  static void fannedOut() throws Exception {
    List<Pipeline<int[]>> readers =
        Pipeline.<int[]>generate(
                out -> {
                  for (int i = 0; i < 6; i++) {
                    out.send(new int[] {i});
                  }
                })
            .fanOut(2);
    together(
        () -> {
          for (int[] a : readers.get(0)) {
            a[0]++;
          }
        },
        () -> {
          for (int[] a : readers.get(1)) {
            a[0]++;
          }
        });
    readers.get(0).close();
    readers.get(1).close();
  }
}
