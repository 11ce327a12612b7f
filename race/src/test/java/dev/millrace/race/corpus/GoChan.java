package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.Go.otherwise;
import static dev.millrace.Go.recv;
import static dev.millrace.Go.recvOrClosed;
import static dev.millrace.Go.select;
import static dev.millrace.Go.send;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.ChannelMisuseException;
import dev.millrace.Goroutine;
import dev.millrace.Task;
import dev.millrace.race.corpus.free.Unordered;

/** Channels, after Go's {@code chan_test.go}. */
final class GoChan {
  private GoChan() {}

  @RaceFree
  static void noRaceChanSync() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    go(() -> {
      s.v = 1;
      c.send(0);
    });
    c.receive();
    s.v = 2;
  }

  @RaceFree
  static void noRaceChanSyncRev() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    Goroutine g =
        go(() -> {
          c.send(0);
          s.v = 2;
        });
    s.v = 1;
    c.receive();
    g.join();
  }

  @RaceFree
  static void noRaceChanAsync() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    go(() -> {
      s.v = 1;
      c.send(0);
    });
    c.receive();
    s.v = 2;
  }

  @Racy
  static void raceChanAsyncRev() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    Goroutine g =
        go(() -> {
          c.send(0);
          s.v = 1;
        });
    s.v = 2;
    c.receive();
    g.join();
  }

  @RaceFree
  static void noRaceChanAsyncCloseRecv() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    go(() -> {
      s.v = 1;
      c.close();
    });
    try {
      c.receive();
    } catch (ChannelClosedException e) {
      s.v = 2;
    }
  }

  @RaceFree
  static void noRaceChanAsyncCloseRecv2() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    go(() -> {
      s.v = 1;
      c.close();
    });
    use(c.receiveOrClosed().ok());
    s.v = 2;
  }

  @RaceFree
  static void noRaceChanAsyncCloseRecv3() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    go(() -> {
      s.v = 1;
      c.close();
    });
    for (int i : c) {
      use(i);
    }
    s.v = 2;
  }

  @RaceFree
  static void noRaceChanSyncCloseRecv() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    go(() -> {
      s.v = 1;
      c.close();
    });
    try {
      c.receive();
    } catch (ChannelClosedException e) {
      s.v = 2;
    }
  }

  @RaceFree
  static void noRaceChanSyncCloseRecv2() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    go(() -> {
      s.v = 1;
      c.close();
    });
    use(c.receiveOrClosed().ok());
    s.v = 2;
  }

  @RaceFree
  static void noRaceChanSyncCloseRecv3() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    go(() -> {
      s.v = 1;
      c.close();
    });
    for (int i : c) {
      use(i);
    }
    s.v = 2;
  }

  /** A close that makes a send fail is no edge to it. */
  @Racy
  static void raceChanSyncCloseSend() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make();
    Goroutine g =
        go(() -> {
          s.v = 1;
          c.close();
        });
    try {
      c.send(0);
    } catch (ChannelMisuseException e) {
      use(e);
    }
    s.v = 2;
    g.join();
  }

  @Racy
  static void raceChanAsyncCloseSend() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    Goroutine g =
        go(() -> {
          s.v = 1;
          c.close();
        });
    try {
      while (true) {
        c.send(0);
      }
    } catch (ChannelMisuseException e) {
      use(e);
    }
    s.v = 2;
    g.join();
  }

  @Racy
  static void raceChanCloseClose() throws Exception {
    var s =
        new Object() {
          int v1;
          int v2;
        };
    Chan<Integer> c = Chan.make();
    goroutines(
        () -> {
          s.v1 = 1;
          try {
            c.close();
          } catch (ChannelMisuseException e) {
            s.v2 = 2;
          }
        },
        () -> {
          s.v2 = 1;
          try {
            c.close();
          } catch (ChannelMisuseException e) {
            s.v1 = 2;
          }
        });
  }

  @Racy
  static void raceChanSendLen() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    Goroutine g =
        go(() -> {
          s.v = 1;
          c.send(1);
        });
    while (c.length() == 0) {
      Thread.yield();
    }
    s.v = 2;
    g.join();
  }

  @Racy
  static void raceChanRecvLen() throws Exception {
    var s =
        new Object() {
          int v;
        };
    Chan<Integer> c = Chan.make(10);
    c.send(1);
    Goroutine g =
        go(() -> {
          s.v = 1;
          c.receive();
        });
    while (c.length() != 0) {
      Thread.yield();
    }
    s.v = 2;
    g.join();
  }

  @Racy
  static void raceChanSendSend() throws Exception {
    var s =
        new Object() {
          int v1;
          int v2;
        };
    Chan<Integer> c = Chan.make(1);
    goroutines(
        () -> {
          s.v1 = 1;
          select(send(c, 1), otherwise(() -> s.v2 = 2));
        },
        () -> {
          s.v2 = 1;
          select(send(c, 1), otherwise(() -> s.v1 = 2));
        });
  }

  @RaceFree
  static void noRaceChanPtr() throws Exception {
    class Msg {
      int x = 1;
    }
    Chan<Msg> c = Chan.make();
    go(() -> c.send(new Msg()));
    Msg m = c.receive();
    m.x = 2;
  }

  @Racy
  static void raceChanWrongSend() throws Exception {
    var s =
        new Object() {
          int v1;
          int v2;
        };
    Chan<Integer> c = Chan.make(2);
    Goroutine a =
        go(() -> {
          s.v1 = 1;
          c.send(1);
        });
    Goroutine b =
        go(() -> {
          s.v2 = 2;
          c.send(2);
        });
    Unordered.pause();
    if (c.receive() == 1) {
      s.v2 = 3;
    } else {
      s.v1 = 3;
    }
    a.join();
    b.join();
  }

  @Racy
  static void raceChanWrongClose() throws Exception {
    var s =
        new Object() {
          int v1;
          int v2;
        };
    Chan<Integer> c = Chan.make(1);
    Goroutine a =
        go(() -> {
          s.v1 = 1;
          try {
            c.send(1);
          } catch (ChannelMisuseException e) {
            use(e);
          }
        });
    Goroutine b =
        go(() -> {
          Unordered.pause();
          s.v2 = 2;
          c.close();
        });
    Unordered.pause(40);
    if (c.receiveOrClosed().ok()) {
      s.v2 = 2;
    } else {
      s.v1 = 2;
    }
    a.join();
    b.join();
  }

  @Racy
  static void raceSelectReadWriteAsync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make(10);
    Chan<Integer> c2 = Chan.make(10);
    Chan<Integer> c3 = Chan.make();
    c2.send(1);
    together(
        () -> select(send(c1, s.x), send(c3, 1)),
        () -> select(recv(c2, x -> s.x = x), send(c3, 1)));
  }

  @Racy
  static void raceSelectReadWriteSync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make();
    Chan<Integer> c2 = Chan.make();
    Chan<Integer> c3 = Chan.make();
    Goroutine a = go(() -> c1.receive());
    Goroutine b = go(() -> c2.send(1));
    together(
        () -> select(send(c1, s.x), send(c3, 1)),
        () -> select(recv(c2, x -> s.x = x), send(c3, 1)));
    a.join();
    b.join();
  }

  @RaceFree
  static void noRaceSelectReadWriteAsync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make();
    Chan<Integer> c2 = Chan.make();
    together(
        () -> select(send(c1, s.x), send(c2, 1)), () -> select(recv(c1, x -> s.x = x), recv(c2)));
  }

  @Racy
  static void raceChanReadWriteAsync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make(10);
    Chan<Integer> c2 = Chan.make(10);
    c2.send(10);
    together(
        () -> c1.send(s.x),
        () -> {
          s.x = c2.receive();
        });
  }

  @Racy
  static void raceChanReadWriteSync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make();
    Chan<Integer> c2 = Chan.make();
    Goroutine a = go(() -> c1.receive());
    Goroutine b = go(() -> c2.send(10));
    together(
        () -> c1.send(s.x),
        () -> {
          s.x = c2.receive();
        });
    a.join();
    b.join();
  }

  @RaceFree
  static void noRaceChanReadWriteAsync() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c1 = Chan.make(10);
    together(
        () -> c1.send(s.x),
        () -> {
          s.x = c1.receive();
        });
  }

  @RaceFree
  static void noRaceProducerConsumerUnbuffered() throws Exception {
    record Work(Task f, Chan<Boolean> done) {}
    Chan<Work> queue = Chan.make();
    go(() -> {
      Work w = queue.receive();
      w.f().run();
      w.done().send(true);
    });
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> done = Chan.make(1);
    queue.send(new Work(() -> s.x = 1, done));
    done.receive();
    use(s.x);
  }

  @Racy
  static void raceChanItselfSend() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make(10);
        };
    together(() -> s.c.send(0), () -> s.c = Chan.make(20));
  }

  @Racy
  static void raceChanItselfRecv() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make(10);
        };
    s.c.send(1);
    together(
        () -> s.c.tryReceive(),
        () -> {
          Unordered.pause();
          s.c = Chan.make(20);
        });
  }

  @Racy
  static void raceChanItselfNil() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make(10);
        };
    together(
        () -> {
          Chan<Integer> c = s.c;
          if (c != null) {
            c.send(0);
          }
        },
        () -> {
          Unordered.pause();
          s.c = null;
        });
  }

  @Racy
  static void raceChanItselfClose() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make();
        };
    together(() -> s.c.close(), () -> s.c = Chan.make());
  }

  @Racy
  static void raceChanItselfLen() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make();
        };
    together(() -> use(s.c.length()), () -> s.c = Chan.make());
  }

  @Racy
  static void raceChanItselfCap() throws Exception {
    var s =
        new Object() {
          Chan<Integer> c = Chan.make();
        };
    together(() -> use(s.c.capacity()), () -> s.c = Chan.make());
  }

  @RaceFree
  static void noRaceChanCloseLen() throws Exception {
    Chan<Integer> c = Chan.make(10);
    Chan<Integer> r = Chan.make(10);
    go(() -> r.send(c.length()));
    go(() -> {
      c.close();
      r.send(0);
    });
    r.receive();
    r.receive();
  }

  @RaceFree
  static void noRaceChanCloseCap() throws Exception {
    Chan<Integer> c = Chan.make(10);
    Chan<Integer> r = Chan.make(10);
    go(() -> r.send(c.capacity()));
    go(() -> {
      c.close();
      r.send(0);
    });
    r.receive();
    r.receive();
  }

  @RaceFree
  static void noRaceChanMutex() throws Exception {
    var s =
        new Object() {
          int data;
        };
    Chan<Boolean> mutex = Chan.make(1);
    together(
        () -> {
          mutex.send(true);
          s.data = 42;
          mutex.receive();
        },
        () -> {
          mutex.send(true);
          s.data = 43;
          mutex.receive();
        });
  }

  @RaceFree
  static void noRaceSelectMutex() throws Exception {
    var s =
        new Object() {
          int data;
        };
    Chan<Boolean> mutex = Chan.make(1);
    Chan<Boolean> aux = Chan.make();
    together(
        () -> {
          select(send(mutex, true), recv(aux));
          s.data = 42;
          select(recv(mutex), recv(aux));
        },
        () -> {
          select(send(mutex, true), recv(aux));
          s.data = 43;
          select(recv(mutex), recv(aux));
        });
  }

  /** Two may be inside at once. */
  @Racy
  static void raceChanSem() throws Exception {
    var s =
        new Object() {
          int data;
        };
    Chan<Boolean> sem = Chan.make(2);
    together(
        () -> {
          sem.send(true);
          s.data = 42;
          sem.receive();
        },
        () -> {
          sem.send(true);
          s.data = 43;
          sem.receive();
        });
  }

  @RaceFree
  static void noRaceChanWaitGroup() throws Exception {
    int n = 10;
    Chan<Boolean> wg = Chan.make(n / 2);
    int[] data = new int[n];
    for (int i = 0; i < n; i++) {
      wg.send(true);
      int k = i;
      go(() -> {
        data[k] = 42;
        wg.receive();
      });
    }
    for (int i = 0; i < wg.capacity(); i++) {
      wg.send(true);
    }
    for (int i = 0; i < n; i++) {
      use(data[i]);
    }
  }

  @RaceFree
  static void noRaceBlockedSendSync() throws Exception {
    Chan<int[]> c = Chan.make(1);
    c.send(null);
    go(() -> {
      int[] box = {42};
      c.send(box);
    });
    Unordered.pause();
    c.receive();
    int[] p = c.receive();
    use(p[0]);
  }

  @RaceFree
  static void noRaceBlockedSelectSendSync() throws Exception {
    Chan<int[]> c = Chan.make(1);
    c.send(null);
    go(() -> {
      int[] box = {42};
      c.send(box);
    });
    Unordered.pause();
    c.receive();
    Chan<int[]> other = Chan.make();
    select(recv(c, p -> use(p[0])), recv(other));
  }

  @RaceFree
  static void noRaceCloseHappensBeforeRead() throws Exception {
    for (int i = 0; i < 100; i++) {
      var s =
          new Object() {
            int loc;
          };
      Chan<Boolean> write = Chan.make();
      Chan<Boolean> read = Chan.make();
      go(() -> {
        select(recvOrClosed(write, _ -> use(s.loc)), otherwise());
        read.close();
      });
      go(() -> {
        s.loc = 1;
        write.close();
      });
      use(read.receiveOrClosed().ok());
    }
  }

  /** The receives in the goroutines each happen before the completion of a later send. */
  @RaceFree
  static void noRaceElemSize0() throws Exception {
    var s =
        new Object() {
          int x;
          int y;
        };
    Chan<Object> c = Chan.make(2);
    c.send(true);
    c.send(true);
    go(() -> {
      s.x++;
      c.receive();
    });
    go(() -> {
      s.y++;
      c.receive();
    });
    Unordered.pause();
    c.send(true);
    c.send(true);
    s.x++;
    s.y++;
  }
}
