package dev.millrace.race.corpus;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.selectPriority;
import static dev.millrace.Go.send;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Case;
import dev.millrace.Chan;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Selects of every kind: the case that is taken orders, and no other. */
final class MillraceSelect {
  private MillraceSelect() {}

  @RaceFree
  static void received() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    together(
        () -> {
          s.x = 1;
          b.send(1);
        },
        () -> select(recv(a), recv(b, _ -> s.x = 2)));
  }

  @RaceFree
  static void waitingForAnUnbufferedSender() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    together(
        () -> {
          Unordered.pause();
          s.x = 1;
          b.send(1);
        },
        () -> select(recv(a), recv(b, _ -> s.x = 2)));
  }

  @RaceFree
  static void waitingSelectBeforeTheUnbufferedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    together(
        () -> {
          Unordered.pause();
          b.send(1);
          s.x = 1;
        },
        () -> {
          s.x = 2;
          select(recv(a), recv(b));
        });
  }

  @Racy
  static void waitingSelectAndABufferedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    together(
        () -> {
          Unordered.pause();
          b.send(1);
          s.x = 1;
        },
        () -> {
          s.x = 2;
          select(recv(a), recv(b));
        });
  }

  @RaceFree
  static void waitingToSendBehindAFullBuffer() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    b.send(0);
    together(
        () -> {
          Unordered.pause();
          s.x = 1;
          b.receive();
        },
        () -> select(recv(a), send(b, 1, () -> s.x = 2)));
  }

  @Racy
  static void receiverOfWhatWasBeforeTheWaitingSelect() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    b.send(0);
    together(
        () -> {
          Unordered.pause();
          b.receive();
          s.x = 1;
        },
        () -> {
          s.x = 2;
          select(recv(a), send(b, 1));
        });
  }

  /** It waited on both, and only one of the two has let it go. */
  @Racy
  static void otherChannelOfAWaitingSelect() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    Unordered taken = new Unordered();
    goroutines(
        () -> {
          select(recv(a), recv(b));
          taken.signal();
          s.x = 2;
        },
        () -> {
          Unordered.pause();
          a.send(1);
        },
        () -> {
          taken.await();
          s.x = 1;
          b.send(1);
        });
  }

  @RaceFree
  static void sentUnbuffered() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    together(
        () -> {
          s.x = 1;
          b.receive();
        },
        () -> select(recv(a), send(b, 1, () -> s.x = 2)));
  }

  @Racy
  static void sentIntoABuffer() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          b.receive();
        },
        () -> select(recv(a), send(b, 1, () -> s.x = 2)));
  }

  @RaceFree
  static void bothSidesSelect() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    together(
        () -> {
          s.x = 1;
          select(send(a, 1), send(b, 1));
        },
        () -> {
          select(recv(a), recv(b));
          s.x = 2;
        });
  }

  /** Another case was ready, too, and its sender is not ordered with what follows. */
  @Racy
  static void otherCaseReady() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make(1);
    Chan<Integer> b = Chan.make(1);
    a.send(1);
    Unordered sent = new Unordered();
    together(
        () -> {
          s.x = 1;
          b.send(1);
          sent.signal();
        },
        () -> {
          sent.await();
          selectPriority(recv(a), recv(b));
          s.x = 2;
        });
  }

  @Racy
  static void otherwiseOrdersNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    Unordered looked = new Unordered();
    together(
        () -> {
          s.x = 1;
          looked.await();
          c.send(1);
        },
        () -> {
          select(recv(c), otherwise(() -> s.x = 2));
          looked.signal();
        });
  }

  @Racy
  static void afterOrdersNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    Unordered looked = new Unordered();
    together(
        () -> {
          s.x = 1;
          looked.await();
          c.send(1);
        },
        () -> {
          select(recv(c), after(Duration.ofMillis(5), () -> s.x = 2));
          looked.signal();
        });
  }

  @RaceFree
  static void closedChannel() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    Chan<Integer> d = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.close();
        },
        () -> select(recvOrClosed(c, _ -> s.x = 2), recvOrClosed(d, _ -> s.x = 3)));
  }

  @RaceFree
  static void withOtherwiseInALoop() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.send(1);
        },
        () -> {
          boolean[] done = {false};
          while (!done[0]) {
            select(recv(c, _ -> done[0] = true), otherwise(() -> Thread.yield()));
          }
          s.x = 2;
        });
  }

  @RaceFree
  static void asAValue() throws Exception {
    Chan<int[]> c = Chan.make();
    Chan<int[]> d = Chan.make();
    together(
        () -> c.send(new int[] {1}),
        () -> {
          int[] a = select(recv(c), recv(d), after(Duration.ofSeconds(20)).map(_ -> new int[1]));
          a[0]++;
        });
  }

  @RaceFree
  static void dynamicSet() throws Exception {
    var s =
        new Object() {
          int x;
        };
    List<Chan<Integer>> chans = List.of(Chan.make(), Chan.make(), Chan.make());
    List<Case<Integer>> cases = chans.stream().map(c -> recv(c)).toList();
    together(
        () -> {
          s.x = 1;
          chans.get(2).send(1);
        },
        () -> {
          select(cases);
          s.x = 2;
        });
  }

  @RaceFree
  static void mappedInTheReceiver() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.send(1);
        },
        () -> use(select(recv(c).map(i -> i + s.x))));
  }

  @RaceFree
  static void sameChannelBothWays() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> lock = Chan.make(1);
    lock.send(true);
    goroutines(
        () -> {
          select(recv(lock));
          s.x++;
          select(send(lock, true));
        },
        () -> {
          select(recv(lock));
          s.x++;
          select(send(lock, true));
        });
  }

  @RaceFree
  static void preparedReceive() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          b.send(1);
        },
        () -> {
          Select select = Select.make();
          select.recv(a);
          Select.Recv<Integer> fromB = select.recv(b);
          if (select.await() == fromB.index()) {
            s.x = 2;
          }
        });
  }

  @RaceFree
  static void preparedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    together(
        () -> {
          s.x = 1;
          a.receive();
        },
        () -> {
          Select select = Select.make();
          select.send(a).value(1);
          select.await();
          s.x = 2;
        });
  }

  @Racy
  static void preparedSendIntoABuffer() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          a.receive();
        },
        () -> {
          Select select = Select.make();
          select.send(a).value(1);
          select.await();
          s.x = 2;
        });
  }

  @Racy
  static void preparedPollThatFoundNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make(1);
    Unordered looked = new Unordered();
    together(
        () -> {
          s.x = 1;
          looked.await();
          a.send(1);
        },
        () -> {
          Select select = Select.make();
          select.recv(a);
          use(select.poll());
          s.x = 2;
          looked.signal();
        });
  }

  @Racy
  static void preparedAwaitThatTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make(1);
    Unordered looked = new Unordered();
    together(
        () -> {
          s.x = 1;
          looked.await();
          a.send(1);
        },
        () -> {
          Select select = Select.make();
          select.recv(a);
          use(select.await(Duration.ofMillis(5)));
          s.x = 2;
          looked.signal();
        });
  }

  @RaceFree
  static void preparedLoop() throws Exception {
    Chan<int[]> a = Chan.make();
    Chan<int[]> b = Chan.make(2);
    goroutines(
        () -> {
          for (int i = 0; i < 10; i++) {
            a.send(new int[] {i});
          }
        },
        () -> {
          for (int i = 0; i < 10; i++) {
            b.send(new int[] {i});
          }
        },
        () -> {
          Select select = Select.make();
          Select.Recv<int[]> fromA = select.recv(a);
          Select.Recv<int[]> fromB = select.recv(b);
          for (int i = 0; i < 20; i++) {
            int[] v = select.await() == fromA.index() ? fromA.value() : fromB.value();
            v[0]++;
          }
        });
  }

  @RaceFree
  static void promise() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> never = Chan.make();
    Promise<Integer> p = async(() -> s.x = 1);
    select(recv(p, _ -> s.x = 2), recv(never));
  }

  @RaceFree
  static void stage() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> never = Chan.make();
    CompletableFuture<Integer> f = new CompletableFuture<>();
    Receiver<Integer> r = Receiver.of(f);
    together(
        () -> {
          s.x = 1;
          f.complete(1);
        },
        () -> select(recv(r, _ -> s.x = 2), recv(never)));
  }

  @RaceFree
  static void timer() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> never = Chan.make();
    s.x = 1;
    var t = Timers.after(Duration.ofMillis(1));
    together(() -> select(recv(t, _ -> s.x = 2), recv(never)), () -> use(never.length()));
  }

  /** The timer was set by this goroutine, and the other has nothing to do with it. */
  @Racy
  static void timerOrdersNothingElse() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> never = Chan.make();
    var t = Timers.after(Duration.ofMillis(5));
    together(() -> select(recv(t, _ -> s.x = 2), recv(never)), () -> s.x = 1);
  }
}
