package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.ChannelMisuseException;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.WaitGroup;

/**
 * What Go's detector reports though no memory of the program's own is touched: a send that is not
 * ordered with a close, and an add from zero that is not ordered with a wait.
 */
final class GoMisuse {
  private GoMisuse() {}

  @Racy
  static void raceChanSendClose() throws Exception {
    Chan<Integer> c = Chan.make(1);
    goroutines(
        () -> {
          try {
            c.send(1);
          } catch (ChannelMisuseException e) {
            use(e);
          }
        },
        () -> {
          Unordered.pause(10);
          c.close();
        });
  }

  @Racy
  static void raceChanSendSelectClose() throws Exception {
    Chan<Integer> c = Chan.make(1);
    Chan<Integer> c1 = Chan.make();
    goroutines(
        () -> {
          Unordered.pause(10);
          try {
            select(send(c, 1), recv(c1));
          } catch (ChannelMisuseException e) {
            use(e);
          }
        },
        () -> c.close());
  }

  @Racy
  static void raceChanCloseSend() throws Exception {
    Chan<Integer> c = Chan.make(10);
    together(
        () -> c.close(),
        () -> {
          try {
            c.send(0);
          } catch (ChannelMisuseException e) {
            use(e);
          }
        });
  }

  @Racy
  static void raceWaitGroupWrongAdd() throws Exception {
    WaitGroup wg = new WaitGroup();
    Unordered added = new Unordered();
    Unordered waiting = new Unordered();
    together(
        () ->
            goroutines(
                () -> {
                  wg.add(1);
                  added.signal();
                  waiting.await();
                  wg.done();
                },
                () -> {
                  wg.add(1);
                  added.signal();
                  waiting.await();
                  wg.done();
                }),
        () -> {
          added.await(2);
          waiting.signal();
          wg.await();
        });
  }

  /** The next turn's add is not ordered with the other waiter's return. */
  @Racy
  static void raceWaitGroupReuse() throws Exception {
    int p = 3;
    int turns = 3;
    Chan<Boolean> done = Chan.make(turns);
    WaitGroup wg = new WaitGroup();
    for (int turn = 0; turn < turns; turn++) {
      int[] data = new int[p];
      wg.add(p);
      for (int i = 0; i < p; i++) {
        int k = i;
        go(() -> {
          Unordered.pause(50);
          data[k]++;
          wg.done();
        });
      }
      go(() -> {
        wg.await();
        for (int k = 0; k < p; k++) {
          data[k]++;
        }
        done.send(true);
      });
      Unordered.pause(100);
      wg.await();
    }
    for (int turn = 0; turn < turns; turn++) {
      done.receive();
    }
  }
}
