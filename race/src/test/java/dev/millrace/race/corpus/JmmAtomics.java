package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** {@code java.util.concurrent.atomic}. */
final class JmmAtomics {
  private JmmAtomics() {}

  private static final class Node {
    volatile int v;
    volatile long l;
    volatile String ref;
    int data;
  }

  private static final AtomicIntegerFieldUpdater<Node> V =
      AtomicIntegerFieldUpdater.newUpdater(Node.class, "v");

  private static final AtomicLongFieldUpdater<Node> L =
      AtomicLongFieldUpdater.newUpdater(Node.class, "l");

  private static final AtomicReferenceFieldUpdater<Node, String> REF =
      AtomicReferenceFieldUpdater.newUpdater(Node.class, String.class, "ref");

  @RaceFree
  static void booleanPublishes() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicBoolean ready = new AtomicBoolean();
    threads(
        () -> {
          s.x = 1;
          ready.set(true);
        },
        () -> {
          while (!ready.get()) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @RaceFree
  static void booleanAsASpinLock() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicBoolean held = new AtomicBoolean();
    threads(
        () -> {
          while (!held.compareAndSet(false, true)) {
            Thread.yield();
          }
          s.x++;
          held.set(false);
        },
        () -> {
          while (held.getAndSet(true)) {
            Thread.yield();
          }
          s.x++;
          held.set(false);
        });
  }

  /** To see that it is free is not to have taken it. */
  @Racy
  static void booleanLookedAtAndThenSet() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicBoolean held = new AtomicBoolean();
    Unordered both = new Unordered();
    threads(
        () -> {
          if (!held.get()) {
            both.signal();
            both.await(2);
            held.set(true);
            s.x++;
          }
        },
        () -> {
          if (!held.get()) {
            both.signal();
            both.await(2);
            held.set(true);
            s.x++;
          }
        });
  }

  @RaceFree
  static void referencePublishes() throws Exception {
    AtomicReference<Node> ref = new AtomicReference<>();
    threads(
        () -> {
          Node n = new Node();
          n.data = 1;
          ref.set(n);
        },
        () -> {
          Node n = ref.get();
          while (n == null) {
            Thread.yield();
            n = ref.get();
          }
          use(n.data);
        });
  }

  @Racy
  static void referenceToWhatIsChangedLater() throws Exception {
    AtomicReference<Node> ref = new AtomicReference<>();
    threads(
        () -> {
          Node n = new Node();
          ref.set(n);
          n.data = 1;
        },
        () -> {
          Node n = ref.get();
          while (n == null) {
            Thread.yield();
            n = ref.get();
          }
          use(n.data);
        });
  }

  /** A stack of Treiber's: what is pushed is the popper's. */
  @RaceFree
  static void treiberStack() throws Exception {
    class Item {
      int data;
      Item next;
    }

    AtomicReference<Item> top = new AtomicReference<>();
    threads(
        () -> {
          for (int i = 0; i < 20; i++) {
            Item fresh = new Item();
            fresh.data = i;
            Item old;
            do {
              old = top.get();
              fresh.next = old;
            } while (!top.compareAndSet(old, fresh));
          }
        },
        () -> {
          for (int i = 0; i < 20; ) {
            Item old = top.get();
            if (old != null && top.compareAndSet(old, old.next)) {
              old.data++;
              i++;
            } else {
              Thread.yield();
            }
          }
        });
  }

  @RaceFree
  static void integerUpdateAndAccumulate() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    threads(
        () -> {
          s.x = 1;
          a.updateAndGet(v -> v + 2);
        },
        () -> {
          while (a.accumulateAndGet(0, Integer::sum) == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @RaceFree
  static void longAsACounter() throws Exception {
    AtomicLong a = new AtomicLong();
    threads(() -> use(a.incrementAndGet()), () -> use(a.getAndAdd(5)), () -> use(a.get()));
  }

  @RaceFree
  static void lazySetPublishes() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    threads(
        () -> {
          s.x = 1;
          a.lazySet(1);
        },
        () -> {
          while (a.get() == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @RaceFree
  static void releaseAndAcquire() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicLong a = new AtomicLong();
    threads(
        () -> {
          s.x = 1;
          a.setRelease(1);
        },
        () -> {
          while (a.getAcquire() == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @Racy
  static void opaquePublishesNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    threads(
        () -> {
          s.x = 1;
          a.setOpaque(1);
        },
        () -> {
          while (a.getOpaque() == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @Racy
  static void plainReadOfAnAtomic() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    Unordered written = new Unordered();
    threads(
        () -> {
          s.x = 1;
          a.set(1);
          written.signal();
        },
        () -> {
          written.await();
          use(a.getPlain());
          use(s.x);
        });
  }

  @Racy
  static void weakPlainExchangePublishesNothing() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    threads(
        () -> {
          s.x = 1;
          while (!a.weakCompareAndSetPlain(0, 1)) {
            Thread.yield();
          }
        },
        () -> {
          while (a.get() == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @RaceFree
  static void weakVolatileExchangePublishes() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    threads(
        () -> {
          s.x = 1;
          while (!a.weakCompareAndSetVolatile(0, 1)) {
            Thread.yield();
          }
        },
        () -> {
          while (a.get() == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @Racy
  static void anotherAtomic() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicInteger a = new AtomicInteger();
    AtomicInteger b = new AtomicInteger();
    Unordered written = new Unordered();
    threads(
        () -> {
          s.x = 1;
          a.set(1);
          written.signal();
        },
        () -> {
          written.await();
          use(b.get());
          use(s.x);
        });
  }

  @RaceFree
  static void integerArray() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicIntegerArray a = new AtomicIntegerArray(2);
    threads(
        () -> {
          s.x = 1;
          a.set(1, 1);
        },
        () -> {
          while (a.get(1) == 0) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  /** Each element is a variable of its own. */
  @Racy
  static void anotherElementOfAnIntegerArray() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicIntegerArray a = new AtomicIntegerArray(2);
    Unordered written = new Unordered();
    threads(
        () -> {
          s.x = 1;
          a.set(0, 1);
          written.signal();
        },
        () -> {
          written.await();
          use(a.get(1));
          use(s.x);
        });
  }

  @RaceFree
  static void longArray() throws Exception {
    var s =
        new Object() {
          int x;
        };
    AtomicLongArray a = new AtomicLongArray(4);
    threads(
        () -> {
          s.x = 1;
          a.incrementAndGet(3);
        },
        () -> {
          while (!a.compareAndSet(3, 1, 2)) {
            Thread.yield();
          }
          use(s.x);
        });
  }

  @RaceFree
  static void referenceArray() throws Exception {
    AtomicReferenceArray<int[]> a = new AtomicReferenceArray<>(2);
    threads(
        () -> a.set(0, new int[] {1}),
        () -> {
          int[] v = a.get(0);
          while (v == null) {
            Thread.yield();
            v = a.get(0);
          }
          use(v[0]);
        });
  }

  @RaceFree
  static void markableReference() throws Exception {
    AtomicMarkableReference<int[]> ref = new AtomicMarkableReference<>(null, false);
    threads(
        () -> ref.set(new int[] {1}, true),
        () -> {
          while (!ref.isMarked()) {
            Thread.yield();
          }
          use(ref.getReference()[0]);
        });
  }

  @RaceFree
  static void stampedReference() throws Exception {
    AtomicStampedReference<int[]> ref = new AtomicStampedReference<>(null, 0);
    threads(
        () -> use(ref.compareAndSet(null, new int[] {1}, 0, 1)),
        () -> {
          while (ref.getStamp() == 0) {
            Thread.yield();
          }
          use(ref.getReference()[0]);
        });
  }

  @RaceFree
  static void integerFieldUpdater() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          V.set(n, 1);
        },
        () -> {
          while (V.get(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  /** The field and its updater are one variable. */
  @RaceFree
  static void integerFieldUpdaterAndTheFieldItself() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          V.incrementAndGet(n);
        },
        () -> {
          while (n.v == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void longFieldUpdaterAfterTheFieldItself() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          n.l = 1;
        },
        () -> {
          while (!L.compareAndSet(n, 1, 2)) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void referenceFieldUpdater() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          REF.compareAndSet(n, null, "x");
        },
        () -> {
          while (REF.getAndSet(n, null) == null) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  /** Another field of the same object. */
  @Racy
  static void fieldUpdaterOfAnotherField() throws Exception {
    Node n = new Node();
    Unordered written = new Unordered();
    threads(
        () -> {
          n.data = 1;
          V.set(n, 1);
          written.signal();
        },
        () -> {
          written.await();
          use(L.get(n));
          use(n.data);
        });
  }

  @RaceFree
  static void adders() throws Exception {
    LongAdder adder = new LongAdder();
    DoubleAdder doubles = new DoubleAdder();
    LongAccumulator max = new LongAccumulator(Long::max, 0);
    threads(
        () -> {
          adder.increment();
          doubles.add(1);
          max.accumulate(5);
        },
        () -> {
          adder.add(2);
          doubles.add(2);
          max.accumulate(7);
          use(adder.sum());
        });
    use(adder.sum());
    use(doubles.sum());
    use(max.get());
  }

  /** The counter is fine, what it counts is not. */
  @Racy
  static void adderGuardsNothing() throws Exception {
    LongAdder adder = new LongAdder();
    int[] total = new int[1];
    Unordered both = new Unordered();
    threads(
        () -> {
          adder.increment();
          both.signal();
          both.await(2);
          total[0]++;
        },
        () -> {
          adder.increment();
          both.signal();
          both.await(2);
          total[0]++;
        });
  }
}
