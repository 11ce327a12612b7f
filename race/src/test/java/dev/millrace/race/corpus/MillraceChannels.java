package dev.millrace.race.corpus;

import static dev.millrace.Go.async;
import static dev.millrace.Go.go;
import static dev.millrace.Go.produce;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.ChannelClosedException;
import dev.millrace.Goroutine;
import dev.millrace.Promise;
import dev.millrace.Receiver;
import dev.millrace.race.corpus.free.Unordered;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What a channel orders, and what it does not. */
final class MillraceChannels {
  private MillraceChannels() {}

  @RaceFree
  static void sendBeforeReceive() throws Exception {
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
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void receiveBeforeTheCompletionOfAnUnbufferedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.receive();
        },
        () -> {
          c.send(1);
          s.x = 2;
        });
  }

  @Racy
  static void receiveAndTheCompletionOfABufferedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.receive();
        },
        () -> {
          c.send(1);
          s.x = 2;
        });
  }

  /** It was waiting when the element came, and still the buffer is between them. */
  @Racy
  static void waitingReceiverOfABufferedChannel() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.receive();
        },
        () -> {
          Unordered.pause();
          c.send(1);
          s.x = 2;
        });
  }

  /** The element passes through the slot, though only in thought. */
  @RaceFree
  static void waitingReceiverBeforeTheSecondSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.receive();
        },
        () -> {
          Unordered.pause();
          c.send(1);
          c.send(2);
          s.x = 2;
        });
  }

  @Racy
  static void waitingReceiverAndTheSecondSendOfTwoSlots() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          s.x = 1;
          c.receive();
        },
        () -> {
          Unordered.pause();
          c.send(1);
          c.send(2);
          s.x = 2;
        });
  }

  /** Of two that wait, the second is not before the first one's sender. */
  @Racy
  static void twoWaitingReceiversOfABufferedChannel() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    Unordered first = new Unordered();
    goroutines(
        () -> {
          first.signal();
          c.receive();
        },
        () -> {
          first.await();
          Unordered.pause();
          s.x = 1;
          c.receive();
        },
        () -> {
          first.await();
          Unordered.pause(60);
          c.send(1);
          s.x = 2;
          c.send(2);
        });
  }

  @RaceFree
  static void waitingSenderAfterTheReceive() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          Unordered.pause();
          s.x = 1;
          c.receive();
        },
        () -> {
          c.send(1);
          c.send(2);
          s.x = 2;
        });
  }

  /** The sender waits for this receive, but its element is another. */
  @Racy
  static void waitingSenderBehindAnotherElement() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          Unordered.pause();
          c.receive();
          s.x = 2;
        },
        () -> {
          c.send(1);
          s.x = 1;
          c.send(2);
        });
  }

  @RaceFree
  static void waitingSenderOfTheElement() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          Unordered.pause();
          c.receive();
          c.receive();
          s.x = 2;
        },
        () -> {
          c.send(1);
          s.x = 1;
          c.send(2);
        });
  }

  /** Each of those who wait is let go by the close. */
  @RaceFree
  static void waitingReceiversAndAClose() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    goroutines(
        () -> {
          use(c.receiveOrClosed().ok());
          use(s.x);
        },
        () -> {
          use(c.receiveOrClosed().ok());
          use(s.x);
        },
        () -> {
          Unordered.pause();
          s.x = 1;
          c.close();
        });
  }

  /** To wait for the end tells the one who closes nothing. */
  @Racy
  static void waitingReceiverAndTheCloser() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    goroutines(
        () -> {
          s.x = 1;
          use(c.receiveOrClosed().ok());
        },
        () -> {
          Unordered.pause();
          c.close();
          s.x = 2;
        });
  }

  @Racy
  static void waitingSenderAndTheCloser() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    goroutines(
        () -> {
          s.x = 1;
          try {
            c.send(1);
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> {
          Unordered.pause();
          c.close();
          s.x = 2;
        });
  }

  @RaceFree
  static void firstReceiveBeforeTheSecondSendOfOneSlot() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.receive();
          c.receive();
        },
        () -> {
          c.send(1);
          c.send(2);
          s.x = 2;
        });
  }

  @Racy
  static void firstReceiveAndTheSecondSendOfTwoSlots() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          s.x = 1;
          c.receive();
          c.receive();
        },
        () -> {
          c.send(1);
          c.send(2);
          s.x = 2;
        });
  }

  @RaceFree
  static void firstReceiveBeforeTheThirdSendOfTwoSlots() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          s.x = 1;
          c.receive();
          c.receive();
          c.receive();
        },
        () -> {
          c.send(1);
          c.send(2);
          c.send(3);
          s.x = 2;
        });
  }

  /** The second receive comes later than what the third send waits for. */
  @Racy
  static void secondReceiveAndTheThirdSendOfTwoSlots() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          c.receive();
          s.x = 1;
          c.receive();
          c.receive();
        },
        () -> {
          c.send(1);
          c.send(2);
          c.send(3);
          s.x = 2;
        });
  }

  @Racy
  static void sendersAreNotOrdered() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    Unordered first = new Unordered();
    goroutines(
        () -> {
          s.x = 1;
          c.send(1);
          first.signal();
        },
        () -> {
          first.await();
          c.send(2);
          s.x = 2;
        });
  }

  @Racy
  static void receiversAreNotOrdered() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    c.send(1);
    c.send(2);
    Unordered first = new Unordered();
    goroutines(
        () -> {
          s.x = 1;
          c.receive();
          first.signal();
        },
        () -> {
          first.await();
          c.receive();
          s.x = 2;
        });
  }

  /** Who receives one element is not ordered after the sender of another. */
  @Racy
  static void senderOfAnotherElement() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    Unordered first = new Unordered();
    Unordered second = new Unordered();
    goroutines(
        () -> {
          c.send(1);
          first.signal();
        },
        () -> {
          first.await();
          s.x = 1;
          c.send(2);
          second.signal();
        },
        () -> {
          second.await();
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void senderOfTheElementReceived() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    Unordered first = new Unordered();
    goroutines(
        () -> {
          c.send(1);
          first.signal();
        },
        () -> {
          first.await();
          s.x = 1;
          c.send(2);
        },
        () -> {
          c.receive();
          c.receive();
          s.x = 2;
        });
  }

  @Racy
  static void writtenAfterSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          c.send(1);
          s.x = 1;
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @Racy
  static void writtenAfterAnUnbufferedSend() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          c.send(1);
          s.x = 1;
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void ownershipMoves() throws Exception {
    Chan<int[]> c = Chan.make(3);
    together(
        () -> {
          for (int i = 0; i < 20; i++) {
            int[] a = {i};
            c.send(a);
          }
          c.close();
        },
        () -> {
          for (int[] a : c) {
            a[0]++;
          }
        });
  }

  @Racy
  static void ownershipKept() throws Exception {
    Chan<int[]> c = Chan.make(3);
    together(
        () -> {
          int[] a = {0};
          for (int i = 0; i < 20; i++) {
            c.send(a);
            a[0]++;
          }
          c.close();
        },
        () -> {
          for (int[] a : c) {
            use(a[0]);
          }
        });
  }

  @RaceFree
  static void closeBeforeItIsSeen() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          c.send(1);
          s.x = 1;
          c.close();
        },
        () -> {
          c.receive();
          use(c.receiveOrClosed().ok());
          s.x = 2;
        });
  }

  /** An element of before the close does not tell of it. */
  @Racy
  static void closeNotYetSeen() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(2);
    together(
        () -> {
          c.send(1);
          s.x = 1;
          c.close();
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void closeSeenByMany() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    goroutines(
        () -> {
          s.x = 1;
          c.close();
        },
        () -> {
          c.receiveOrClosed();
          use(s.x);
        },
        () -> {
          c.receiveOrClosed();
          use(s.x);
        });
  }

  @RaceFree
  static void closeWithACause() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.close(new IllegalStateException());
        },
        () -> {
          try {
            c.receive();
          } catch (ChannelClosedException e) {
            s.x = 2;
          }
        });
  }

  @Racy
  static void isClosedOrdersNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.close();
        },
        () -> {
          while (!c.isClosed()) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @Racy
  static void tryCloseThatFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    Unordered closed = new Unordered();
    together(
        () -> {
          s.x = 1;
          c.close();
          closed.signal();
        },
        () -> {
          closed.await();
          use(c.tryClose());
          s.x = 2;
        });
  }

  @RaceFree
  static void tryClose() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          use(c.tryClose());
        },
        () -> {
          c.receiveOrClosed();
          s.x = 2;
        });
  }

  @RaceFree
  static void trySendThatWorked() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          while (!c.trySend(1)) {
            Thread.yield();
          }
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @Racy
  static void trySendThatFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    Unordered full = new Unordered();
    together(
        () -> {
          s.x = 1;
          c.send(1);
          full.signal();
        },
        () -> {
          full.await();
          use(c.trySend(2));
          s.x = 2;
        });
  }

  @RaceFree
  static void tryReceiveThatWorked() throws Exception {
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
        () -> {
          while (c.tryReceive() == null) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @Racy
  static void tryReceiveThatFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    c.send(1);
    Unordered empty = new Unordered();
    together(
        () -> {
          s.x = 1;
          c.receive();
          empty.signal();
        },
        () -> {
          empty.await();
          use(c.tryReceive());
          s.x = 2;
        });
  }

  @RaceFree
  static void tryReceiveSeesTheClose() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    together(
        () -> {
          s.x = 1;
          c.close();
        },
        () -> {
          while (c.tryReceive() == null) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @Racy
  static void lengthOrdersNothing() throws Exception {
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
        () -> {
          while (c.length() == 0) {
            Thread.yield();
          }
          s.x = 2;
        });
  }

  @RaceFree
  static void timedReceive() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    together(
        () -> {
          s.x = 1;
          c.send(1, Duration.ofSeconds(20));
        },
        () -> {
          c.receive(Duration.ofSeconds(20));
          s.x = 2;
        });
  }

  @Racy
  static void receiveThatTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make(1);
    Unordered out = new Unordered();
    together(
        () -> {
          s.x = 1;
          out.await();
          c.send(1);
        },
        () -> {
          try {
            c.receive(Duration.ofMillis(5));
          } catch (TimeoutException e) {
            s.x = 2;
          }
          out.signal();
        });
  }

  @Racy
  static void sendThatTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    Unordered out = new Unordered();
    together(
        () -> {
          s.x = 1;
          out.await();
          use(c.tryReceive());
        },
        () -> {
          try {
            c.send(1, Duration.ofMillis(5));
          } catch (TimeoutException e) {
            s.x = 2;
          }
          out.signal();
        });
  }

  @RaceFree
  static void rangeAndStream() throws Exception {
    Chan<int[]> c = Chan.make();
    Goroutine g =
        go(() -> {
          for (int i = 0; i < 10; i++) {
            c.send(new int[] {i});
          }
          c.close();
        });
    Iterator<int[]> i = c.iterator();
    if (i.hasNext()) {
      i.next()[0]++;
    }
    use(c.stream().mapToInt(a -> a[0]++).sum());
    g.join();
  }

  @RaceFree
  static void channelOfChannels() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Chan<Integer>> requests = Chan.make();
    together(
        () -> {
          Chan<Integer> reply = requests.receive();
          s.x++;
          reply.send(s.x);
        },
        () -> {
          Chan<Integer> reply = Chan.make(1);
          s.x++;
          requests.send(reply);
          reply.receive();
          s.x++;
        });
  }

  @RaceFree
  static void aChannelAsALock() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Boolean> lock = Chan.make(1);
    lock.send(true);
    goroutines(
        () -> {
          lock.receive();
          s.x++;
          lock.send(true);
        },
        () -> {
          lock.receive();
          s.x++;
          lock.send(true);
        },
        () -> {
          lock.receive();
          s.x++;
          lock.send(true);
        });
  }

  @RaceFree
  static void ring() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> a = Chan.make();
    Chan<Integer> b = Chan.make(1);
    Chan<Integer> c = Chan.make(2);
    goroutines(
        () -> {
          s.x++;
          a.send(1);
          c.receive();
          s.x++;
        },
        () -> {
          a.receive();
          s.x++;
          b.send(1);
        },
        () -> {
          b.receive();
          s.x++;
          c.send(1);
        });
  }

  /** With threads of the JDK at both ends. */
  @RaceFree
  static void betweenPlatformThreads() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Chan<Integer> c = Chan.make();
    Run.threads(
        () -> {
          s.x = 1;
          c.send(1);
        },
        () -> {
          c.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void produced() throws Exception {
    var s =
        new Object() {
          int factor;
        };
    s.factor = 3;
    Receiver<int[]> r =
        produce(
            2,
            out -> {
              for (int i = 0; i < 5; i++) {
                out.send(new int[] {i * s.factor});
              }
            });
    for (int[] a : r) {
      a[0]++;
    }
    s.factor = 4;
  }

  @RaceFree
  static void producedAndFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Receiver<Integer> r =
        produce(_ -> {
          s.x = 1;
          throw new IllegalStateException();
        });
    try {
      r.receive();
    } catch (ChannelClosedException e) {
      s.x = 2;
    }
  }

  @RaceFree
  static void promiseAwaited() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    Promise<Integer> p = async(() -> s.x++);
    p.await();
    s.x++;
  }

  @RaceFree
  static void promiseAwaitedByMany() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Promise<Integer> p = async(() -> s.x = 1);
    goroutines(
        () -> {
          p.await();
          use(s.x);
        },
        () -> {
          p.await();
          use(s.x);
        });
  }

  @RaceFree
  static void promiseThatFailed() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Promise<Integer> p =
        async(() -> {
          s.x = 1;
          throw new IllegalStateException();
        });
    try {
      p.await();
    } catch (CompletionException e) {
      s.x = 2;
    }
  }

  @RaceFree
  static void promiseReceived() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Promise<Integer> p = async(() -> s.x = 1);
    p.receive();
    s.x = 2;
  }

  @Racy
  static void promiseNotAwaited() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Promise<Integer> p = async(() -> s.x = 1);
    s.x = 2;
    p.await();
  }

  @RaceFree
  static void receiverOfAStage() throws Exception {
    var s =
        new Object() {
          int x;
        };
    CompletableFuture<Integer> f = new CompletableFuture<>();
    Receiver<Integer> r = Receiver.of(f);
    together(
        () -> {
          s.x = 1;
          f.complete(1);
        },
        () -> {
          r.receive();
          s.x = 2;
        });
  }

  @RaceFree
  static void goAndJoin() throws Exception {
    var s =
        new Object() {
          int x;
        };
    s.x = 1;
    Goroutine g = go(() -> s.x = 2);
    g.join();
    s.x = 3;
  }

  @RaceFree
  static void joinWithinItsTime() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Goroutine g = go(() -> s.x = 2);
    if (g.join(Duration.ofSeconds(20))) {
      s.x = 3;
    }
  }

  @Racy
  static void joinThatTimedOut() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered end = new Unordered();
    Goroutine g =
        go(() -> {
          s.x = 2;
          end.await();
        });
    if (!g.join(Duration.ofMillis(5))) {
      s.x = 3;
    }
    end.signal();
    g.join();
  }

  @Racy
  static void writtenAfterGo() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Goroutine g = go(() -> use(s.x));
    s.x = 1;
    g.join();
  }

  /** Goroutines may follow one another on the same virtual thread: that orders nothing. */
  @Racy
  static void oneGoroutineAfterTheOther() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Unordered first = new Unordered();
    Goroutine a =
        go(() -> {
          s.x = 1;
          first.signal();
        });
    first.await();
    Unordered.pause();
    Goroutine b = go(() -> s.x = 2);
    a.join();
    b.join();
  }

  @RaceFree
  static void goroutineThatWasInterrupted() throws Exception {
    var s =
        new Object() {
          int x;
        };
    Goroutine g =
        go(() -> {
          try {
            Chan.never().receive();
          } catch (InterruptedException e) {
            use(s.x);
          }
        });
    s.x = 1;
    g.interrupt();
    g.join();
  }

  /**
   * What goes through a channel goes on through all who use its slot, though they only wait then.
   */
  @RaceFree
  static void throughThreeThatWait() throws Exception {
    var s =
        new Object() {
          int x;
          int y;
          int z;
        };
    Chan<Integer> c = Chan.make(1);
    Unordered step = new Unordered();
    Unordered end = new Unordered();
    goroutines(
        () -> {
          s.x = 1;
          c.send(1);
          step.signal();
          end.await();
        },
        () -> {
          step.await(1);
          s.y = 1;
          c.receive();
          step.signal();
          end.await();
        },
        () -> {
          step.await(2);
          s.z = 1;
          c.send(1);
          step.signal();
          end.await();
        },
        () -> {
          step.await(3);
          c.receive();
          use(s.x + s.y + s.z);
          end.signal();
        });
  }
}
