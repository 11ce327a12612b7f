package dev.millrace.leaks;

import static dev.millrace.Go.go;
import static dev.millrace.Go.produce;
import static dev.millrace.Go.sleep;

import dev.millrace.Chan;
import dev.millrace.Receiver;
import dev.millrace.Task;
import dev.millrace.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Channels that nobody will use again. */
final class ChannelLeaks {
  private static final String SEND = "chan send";
  private static final String RECEIVE = "chan receive";

  private ChannelLeaks() {}

  static List<LeakCase> cases() {
    List<LeakCase> cases = new ArrayList<>();
    cases.add(
        LeakCase.of(
            "forgotten receiver",
            "nobody takes the result",
            () -> {
              Chan<Integer> result = Chan.make();
              go(() -> result.send(1));
            },
            () -> {
              Chan<Integer> result = Chan.make();
              go(() -> result.send(1));
              result.receive();
            },
            SEND));
    cases.add(
        LeakCase.of(
            "forgotten receiver",
            "a buffer that is one too small",
            () -> {
              Chan<Integer> results = Chan.make(2);
              for (int i = 0; i < 3; i++) {
                go(() -> results.send(1));
              }
            },
            () -> {
              Chan<Integer> results = Chan.make(3);
              for (int i = 0; i < 3; i++) {
                go(() -> results.send(1));
              }
            },
            SEND));
    cases.add(
        LeakCase.of(
            "forgotten receiver",
            "of ten results three are read",
            () -> firstOf(10, 3, 0),
            () -> firstOf(10, 3, 10),
            SEND,
            SEND,
            SEND,
            SEND,
            SEND,
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "first of several",
            "the others still want to send",
            () -> firstOf(3, 1, 0),
            () -> firstOf(3, 1, 2),
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "early return",
            "an error before the receive",
            () -> earlyReturn(0),
            () -> earlyReturn(1),
            SEND));
    cases.add(
        LeakCase.of(
            "early return",
            "a loop that is left",
            () -> {
              for (int n : counting()) {
                if (n == 2) {
                  break;
                }
              }
            },
            () -> {
              Chan<Integer> stop = Chan.make();
              try (stop) {
                for (int n : countingUntil(stop)) {
                  if (n == 2) {
                    break;
                  }
                }
              }
            },
            SEND));
    cases.add(
        LeakCase.of(
            "timeout",
            "the answer comes after the patience is over",
            () -> tooLate(Chan.make()),
            () -> tooLate(Chan.make(1)),
            SEND));
    cases.add(
        LeakCase.of(
            "double send",
            "two results where one is read",
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> {
                ch.send(1);
                ch.send(2);
              });
              ch.receive();
            },
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> ch.send(1));
              ch.receive();
            },
            SEND));
    cases.add(
        LeakCase.of(
            "double send",
            "a failure is sent, and then the result as well",
            () -> {
              Chan<Object> ch = Chan.make(1);
              go(() -> {
                ch.send(new IllegalStateException());
                ch.send("result");
                ch.send("done");
              });
              ch.receive();
            },
            () -> {
              Chan<Object> ch = Chan.make(1);
              go(() -> ch.send(new IllegalStateException()));
              ch.receive();
            },
            SEND));
    cases.add(
        LeakCase.of(
            "missed close",
            "a range over what nobody closes",
            () -> range(false, 1),
            () -> range(true, 1),
            RECEIVE));
    cases.add(
        LeakCase.of(
            "missed close",
            "a pool of workers",
            () -> range(false, 4),
            () -> range(true, 4),
            RECEIVE,
            RECEIVE,
            RECEIVE,
            RECEIVE));
    cases.add(
        LeakCase.of(
            "missed close",
            "the wrong channel is closed",
            () -> closeOne(false),
            () -> closeOne(true),
            RECEIVE));
    cases.add(
        LeakCase.of(
            "missed close",
            "a sender that fails before its close",
            () -> failing(false),
            () -> failing(true),
            RECEIVE));
    cases.add(
        LeakCase.of(
            "missed close",
            "stream() of what nobody closes",
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> ch.stream().forEach(ChannelLeaks::use));
              ch.send(1);
            },
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> ch.stream().forEach(ChannelLeaks::use));
              ch.send(1);
              ch.close();
            },
            RECEIVE));
    cases.add(
        LeakCase.of(
            "orphan producer",
            "a generator that is dropped",
            () -> counting().receive(),
            () -> {
              Chan<Integer> stop = Chan.make();
              countingUntil(stop).receive();
              stop.close();
            },
            SEND));
    cases.add(
        LeakCase.of(
            "orphan producer",
            "a generator with a buffer",
            () -> produce(5, out -> forever(() -> out.send(1))).receive(),
            () ->
                produce(
                        5,
                        out -> {
                          for (int i = 0; i < 5; i++) {
                            out.send(i);
                          }
                        })
                    .receive(),
            SEND));
    cases.add(
        LeakCase.of(
            "orphan producer",
            "a chain of three, left in the middle",
            () -> twice(twice(counting())).receive(),
            () -> {
              Chan<Integer> stop = Chan.make();
              Receiver<Integer> last = twice(twice(countingUntil(stop)));
              last.receive();
              stop.close();
              last.forEach(ChannelLeaks::use);
            },
            SEND,
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "orphan consumer",
            "nobody will ever send",
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> use(ch.receive()));
            },
            () -> {
              Chan<Integer> ch = Chan.make();
              go(() -> use(ch.receive()));
              ch.send(1);
            },
            RECEIVE));
    cases.add(
        LeakCase.of(
            "orphan consumer",
            "a channel of the goroutine's own",
            () -> go(() -> use(Chan.<Integer>make().receive())),
            () ->
                go(() -> {
                  Chan<Integer> ch = Chan.make(1);
                  ch.send(1);
                  use(ch.receive());
                }),
            RECEIVE));
    cases.add(
        LeakCase.of(
            "orphan consumer",
            "one signal for two who wait",
            () -> broadcast(false),
            () -> broadcast(true),
            RECEIVE));
    cases.add(
        LeakCase.of(
            "fan-in",
            "the reader has gone",
            () -> fanIn(1, false),
            () -> fanIn(1, true),
            SEND,
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "fan-out",
            "workers wait for jobs, and for who takes their results",
            () -> {
              Chan<Integer> jobs = Chan.make();
              Chan<Integer> results = Chan.make();
              for (int i = 0; i < 3; i++) {
                go(() -> {
                  for (int job : jobs) {
                    results.send(job);
                  }
                });
              }
              jobs.send(1);
              jobs.send(2);
            },
            () -> {
              Chan<Integer> jobs = Chan.make();
              Chan<Integer> results = Chan.make(2);
              for (int i = 0; i < 3; i++) {
                go(() -> {
                  for (int job : jobs) {
                    results.send(job);
                  }
                });
              }
              jobs.send(1);
              jobs.send(2);
              jobs.close();
            },
            RECEIVE,
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "nil channel",
            "received from",
            () -> go(() -> use(Chan.<Integer>never().receive())),
            () -> {
              Chan<Integer> ch = Chan.make(1);
              ch.send(1);
              go(() -> use(ch.receive()));
            },
            "chan receive (nil chan)"));
    cases.add(
        LeakCase.of(
            "nil channel",
            "sent to",
            () -> go(() -> Chan.<Integer>never().send(1)),
            () -> {
              Chan<Integer> ch = Chan.make(1);
              go(() -> ch.send(1));
            },
            "chan send (nil chan)"));
    for (int n : new int[] {2, 3, 10}) {
      String[] states = new String[n];
      java.util.Arrays.fill(states, RECEIVE);
      cases.add(
          LeakCase.of(
              "cycle",
              n + " who each wait for the next one's word first",
              () -> ring(n, false),
              () -> ring(n, true),
              states));
    }
    cases.add(
        LeakCase.of(
            "cycle",
            "two who both want to send first",
            () -> crossed(true),
            () -> crossed(false),
            SEND,
            SEND));
    cases.add(
        LeakCase.of(
            "ping-pong", "the partner has gone", () -> pingPong(3, 2), () -> pingPong(3, 3), SEND));
    return cases;
  }

  static void use(@Nullable Object value) {}

  static void forever(Task task) throws InterruptedException {
    for (; ; ) {
      try {
        task.run();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  static Receiver<Integer> counting() {
    return produce(out -> {
      for (int i = 0; ; i++) {
        out.send(i);
      }
    });
  }

  static Receiver<Integer> countingUntil(Receiver<Integer> stop) {
    return produce(out -> {
      for (int i = 0; !stop.isClosed(); i++) {
        try {
          out.send(i, Duration.ofMillis(2));
        } catch (TimeoutException e) {
          i--; // nobody was there; so look again whether that is to go on
        }
      }
    });
  }

  private static Receiver<Integer> twice(Receiver<Integer> in) {
    return produce(out -> {
      for (int n : in) {
        out.send(2 * n);
      }
    });
  }

  private static void firstOf(int senders, int wanted, int others) throws InterruptedException {
    Chan<Integer> results = Chan.make(others);
    for (int i = 0; i < senders; i++) {
      int n = i;
      go(() -> results.send(n));
    }
    for (int i = 0; i < wanted; i++) {
      results.receive();
    }
  }

  private static void earlyReturn(int capacity) throws InterruptedException {
    Chan<Integer> result = Chan.make(capacity);
    go(() -> result.send(1));
    if (capacity >= 0) {
      return;
    }
    result.receive();
  }

  private static void tooLate(Chan<Integer> answer) throws InterruptedException {
    go(() -> {
      sleep(Duration.ofMillis(5));
      answer.send(1);
    });
    try {
      answer.receive(Duration.ofNanos(1));
    } catch (TimeoutException e) {
      return;
    }
    throw new AssertionError("too early");
  }

  private static void range(boolean close, int workers) throws InterruptedException {
    Chan<Integer> jobs = Chan.make();
    for (int i = 0; i < workers; i++) {
      go(() -> {
        for (int job : jobs) {
          use(job);
        }
      });
    }
    for (int i = 0; i < 10; i++) {
      jobs.send(i);
    }
    if (close) {
      jobs.close();
    }
  }

  private static void closeOne(boolean right) {
    Chan<Integer> jobs = Chan.make(1);
    Chan<Integer> results = Chan.make(1);
    go(() -> jobs.forEach(ChannelLeaks::use));
    (right ? jobs : results).close();
  }

  private static void failing(boolean carefully) {
    Chan<Integer> ch = Chan.make();
    go(() -> {
      try {
        throw new IllegalStateException("a failure");
      } catch (IllegalStateException e) {
        if (carefully) {
          ch.close(e);
        }
      }
    });
    go(() -> {
      try {
        ch.forEach(ChannelLeaks::use);
      } catch (RuntimeException e) {
        use(e);
      }
    });
  }

  private static void broadcast(boolean toAll) throws InterruptedException {
    Chan<Integer> ready = Chan.make();
    for (int i = 0; i < 2; i++) {
      go(() -> use(ready.receiveOrClosed()));
    }
    if (toAll) {
      ready.close();
    } else {
      ready.send(1);
    }
  }

  private static void fanIn(int wanted, boolean all) throws InterruptedException {
    Chan<Integer> merged = Chan.make();
    WaitGroup forwarding = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      int from = i;
      forwarding.go(() -> {
        merged.send(from);
        merged.send(from);
      });
    }
    for (int i = 0; i < (all ? 6 : wanted); i++) {
      merged.receive();
    }
  }

  private static void ring(int n, boolean oneBegins) {
    List<Chan<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      channels.add(Chan.make(1));
    }
    for (int i = 0; i < n; i++) {
      Chan<Integer> in = channels.get(i);
      Chan<Integer> out = channels.get((i + 1) % n);
      boolean first = oneBegins && i == 0;
      go(() -> {
        if (first) {
          out.send(1);
          in.receive();
        } else {
          in.receive();
          out.send(1);
        }
      });
    }
  }

  private static void crossed(boolean bothSend) {
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make();
    go(() -> {
      a.send(1);
      b.receive();
    });
    go(() -> {
      if (bothSend) {
        b.send(1);
        a.receive();
      } else {
        a.receive();
        b.send(1);
      }
    });
  }

  private static void pingPong(int pings, int pongs) {
    Chan<Integer> ch = Chan.make();
    go(() -> {
      for (int i = 0; i < pings; i++) {
        ch.send(i);
      }
    });
    go(() -> {
      for (int i = 0; i < pongs; i++) {
        ch.receive();
      }
    });
  }
}
