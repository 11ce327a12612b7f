package dev.millrace.leaks;

import static dev.millrace.Go.after;
import static dev.millrace.Go.async;
import static dev.millrace.Go.done;
import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.produce;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.Go.sleep;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.Select;
import dev.millrace.context.CancelableContext;
import dev.millrace.context.Context;
import dev.millrace.pipeline.Pipeline;
import dev.millrace.time.OneShotTimer;
import dev.millrace.time.Ticker;
import dev.millrace.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Selects, contexts, timers, promises and pipelines that come to nothing. */
final class WaitingLeaks {
  private static final String SELECT = "select";
  private static final String JOIN = "goroutine join";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(2);

  private WaitingLeaks() {}

  static List<LeakCase> cases() {
    List<LeakCase> cases = new ArrayList<>();
    cases.add(
        LeakCase.of(
            "select",
            "two channels, and nobody at either",
            () -> {
              Chan<Integer> a = Chan.make();
              Chan<Integer> b = Chan.make();
              go(() -> select(recv(a), recv(b)));
            },
            () -> {
              Chan<Integer> a = Chan.make();
              Chan<Integer> b = Chan.make();
              go(() -> select(recv(a), recv(b)));
              b.send(1);
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "select",
            "sends as well as receives",
            () -> {
              Chan<Integer> a = Chan.make();
              Chan<Integer> b = Chan.make(0);
              go(() -> select(recv(a), send(b, 1)));
            },
            () -> {
              Chan<Integer> a = Chan.make();
              Chan<Integer> b = Chan.make(1);
              go(() -> select(recv(a), send(b, 1)));
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "select",
            "in a loop that nothing ends",
            () -> {
              Chan<Integer> in = Chan.make();
              Chan<Integer> quit = Chan.make();
              go(() -> {
                for (boolean[] on = {true}; on[0]; ) {
                  select(recv(in, ChannelLeaks::use), recv(quit, _ -> on[0] = false));
                }
              });
              in.send(1);
            },
            () -> {
              Chan<Integer> in = Chan.make();
              Chan<Integer> quit = Chan.make();
              go(() -> {
                for (boolean[] on = {true}; on[0]; ) {
                  select(recv(in, ChannelLeaks::use), recv(quit, _ -> on[0] = false));
                }
              });
              in.send(1);
              quit.send(1);
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "select", "prepared, for a loop", () -> prepared(false), () -> prepared(true), SELECT));
    cases.add(
        LeakCase.of(
            "select",
            "only nil channels",
            () -> go(() -> select(recv(Chan.never()), recv(Chan.never()))),
            () -> go(() -> select(recv(Chan.never()), after(SHORT))),
            SELECT));
    cases.add(
        LeakCase.of(
            "select without cases",
            "for ever",
            () -> go(() -> select()),
            () -> go(() -> select(otherwise())),
            "select (no cases)"));
    cases.add(
        LeakCase.of(
            "select without cases",
            "a list that has become empty",
            () -> go(() -> select(List.of())),
            () -> go(() -> select(List.of(otherwise()))),
            "select (no cases)"));
    cases.add(
        LeakCase.of(
            "context never cancelled",
            "select on done",
            () -> {
              CancelableContext ctx = Context.background().withCancel();
              go(() -> select(done(ctx)));
            },
            () -> {
              try (CancelableContext ctx = Context.background().withCancel()) {
                go(() -> select(done(ctx)));
              }
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "context never cancelled",
            "a goroutine that its context would interrupt",
            () -> {
              CancelableContext ctx = Context.background().withCancel();
              go(ctx, () -> Chan.make().receive());
            },
            () -> {
              try (CancelableContext ctx = Context.background().withCancel()) {
                go(ctx, () -> Chan.make().receive());
              }
            },
            "chan receive"));
    cases.add(
        LeakCase.of(
            "context never cancelled",
            "of a tree one branch is forgotten",
            () -> branches(false),
            () -> branches(true),
            SELECT));
    cases.add(
        LeakCase.of(
            "context never cancelled",
            "a worker beside its jobs",
            () -> {
              CancelableContext ctx = Context.background().withCancel();
              Chan<Integer> jobs = Chan.make();
              go(() -> {
                while (!ctx.isDone()) {
                  select(recv(jobs, ChannelLeaks::use), done(ctx));
                }
              });
              jobs.send(1);
            },
            () -> {
              try (CancelableContext ctx = Context.background().withCancel()) {
                Chan<Integer> jobs = Chan.make();
                go(() -> {
                  while (!ctx.isDone()) {
                    select(recv(jobs, ChannelLeaks::use), done(ctx));
                  }
                });
                jobs.send(1);
              }
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "context never cancelled",
            "withoutCancel hides the end",
            () -> {
              try (CancelableContext ctx = Context.background().withCancel()) {
                Context deaf = ctx.withoutCancel().withCancel();
                go(() -> select(done(deaf)));
              }
            },
            () -> {
              try (CancelableContext ctx = Context.background().withCancel()) {
                Context child = ctx.withCancel();
                go(() -> select(done(child)));
              }
            },
            SELECT));
    cases.add(
        LeakCase.of(
            "timer abandoned",
            "stopped, and waited for",
            () -> {
              OneShotTimer timer = Timers.timer(HOUR);
              timer.stop();
              go(timer::receive);
            },
            () -> {
              OneShotTimer timer = Timers.timer(SHORT);
              go(timer::receive);
            },
            "chan receive"));
    cases.add(
        LeakCase.of(
            "timer abandoned",
            "a ticker that is stopped is not closed",
            () -> {
              Ticker ticker = Timers.ticker(SHORT);
              go(() -> ticker.forEach(ChannelLeaks::use));
              sleep(SHORT);
              ticker.stop();
            },
            () -> {
              Ticker ticker = Timers.ticker(SHORT);
              go(ticker::receive);
            },
            "chan receive"));
    cases.add(
        LeakCase.of(
            "timer abandoned",
            "a second receive from a timer",
            () -> {
              Receiver<?> once = Timers.after(SHORT);
              go(() -> {
                once.receive();
                once.receive();
              });
            },
            () -> {
              Receiver<?> once = Timers.after(SHORT);
              go(() -> ChannelLeaks.use(once.receive()));
            },
            "chan receive"));
    cases.add(
        LeakCase.of(
            "promise",
            "of what never comes",
            () -> {
              Promise<Integer> p = async(() -> Chan.<Integer>make().receive());
              go(p::await);
            },
            () -> {
              Promise<Integer> p = async(() -> 1);
              go(p::await);
            },
            "chan receive",
            JOIN));
    cases.add(
        LeakCase.of(
            "promise",
            "received a second time",
            () -> {
              Promise<Integer> p = async(() -> Chan.<Integer>make().receive());
              go(() -> select(recv(p)));
            },
            () -> {
              Promise<Integer> p = async(() -> 1);
              go(() -> select(recv(p)));
            },
            "chan receive",
            SELECT));
    cases.add(
        LeakCase.of(
            "join",
            "of one that is leaked",
            () -> {
              Goroutine g = go(() -> Chan.make().receive());
              go(g::join);
            },
            () -> {
              Goroutine g = go(() -> Chan.make(1).send(1));
              go(g::join);
            },
            "chan receive",
            JOIN));
    cases.add(
        LeakCase.of(
            "join",
            "two who wait for each other's end",
            () -> joining(true),
            () -> joining(false),
            JOIN,
            JOIN));
    cases.add(
        LeakCase.of(
            "pipeline abandoned",
            "a source whose receiver is dropped",
            () -> Pipeline.generate(out -> ChannelLeaks.forever(() -> out.send(1))).receiver(),
            () -> {
              try (var p = Pipeline.generate(out -> ChannelLeaks.forever(() -> out.send(1)))) {
                p.receiver().receive();
              }
            },
            "chan send"));
    cases.add(
        LeakCase.of(
            "pipeline abandoned",
            "by hand: generate, square, and one reader that leaves",
            () -> square(ChannelLeaks.counting()).receive(),
            () -> {
              Chan<Integer> stop = Chan.make();
              Receiver<Integer> squares = square(ChannelLeaks.countingUntil(stop));
              squares.receive();
              stop.close();
              squares.forEach(ChannelLeaks::use);
            },
            "chan send",
            "chan send"));
    cases.add(
        LeakCase.of(
            "error path",
            "the failing one does not tell the other",
            () -> errorPath(false),
            () -> errorPath(true),
            "chan receive"));
    return cases;
  }

  private static void prepared(boolean quits) throws InterruptedException {
    Chan<Integer> in = Chan.make();
    Chan<Integer> quit = Chan.make();
    go(() -> {
      Select select = Select.make();
      var item = select.recv(in);
      select.recv(quit);
      while (select.await() == 0) {
        ChannelLeaks.use(item);
      }
    });
    in.send(1);
    in.send(2);
    if (quits) {
      quit.send(1);
    }
  }

  private static void branches(boolean both) {
    CancelableContext root = Context.background().withCancel();
    CancelableContext left = root.withCancel();
    CancelableContext right = root.withCancel();
    go(() -> select(done(left)));
    go(() -> select(done(right)));
    if (both) {
      root.cancel();
    } else {
      left.cancel();
    }
  }

  private static void joining(boolean eachOther) throws InterruptedException {
    Chan<Goroutine> second = Chan.make(1);
    Goroutine first = go(() -> second.receive().join());
    second.send(eachOther ? go(first::join) : go(() -> {}));
  }

  private static Receiver<Integer> square(Receiver<Integer> in) {
    return produce(out -> {
      for (int n : in) {
        out.send(n * n);
      }
    });
  }

  private static void errorPath(boolean tells) {
    Chan<Integer> result = Chan.make();
    go(() -> {
      if (tells) {
        result.close(new IllegalStateException());
      }
    });
    go(() -> ChannelLeaks.use(result.receiveOrClosed()));
  }
}
