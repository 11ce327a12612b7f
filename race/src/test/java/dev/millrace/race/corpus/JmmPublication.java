package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Passing;
import java.util.List;

/** How objects get from one thread to another: lazily made ones, and what is final in them. */
final class JmmPublication {
  private JmmPublication() {}

  @RaceFree
  static void doubleCheckedLocking() throws Exception {
    class Lazy {
      volatile int[] instance;

      int[] get() {
        int[] i = instance;
        if (i == null) {
          synchronized (this) {
            i = instance;
            if (i == null) {
              i = new int[] {42};
              instance = i;
            }
          }
        }
        return i;
      }
    }

    Lazy lazy = new Lazy();
    threads(() -> use(lazy.get()[0]), () -> use(lazy.get()[0]));
  }

  @Racy
  static void doubleCheckedLockingWithoutVolatile() throws Exception {
    class Lazy {
      int[] instance;

      int[] get() {
        if (instance == null) {
          synchronized (this) {
            if (instance == null) {
              instance = new int[] {42};
            }
          }
        }
        return instance;
      }
    }

    Lazy lazy = new Lazy();
    threads(() -> use(lazy.get()[0]), () -> use(lazy.get()[0]));
  }

  /** What the instance holds is filled after it was published. */
  @Racy
  static void doubleCheckedLockingFilledTooLate() throws Exception {
    class Lazy {
      volatile int[] instance;

      int[] get() {
        if (instance == null) {
          synchronized (this) {
            if (instance == null) {
              instance = new int[1];
              instance[0] = 42;
            }
          }
        }
        return instance;
      }
    }

    // The reader that needs no lock is not ordered with the filling.
    Lazy lazy = new Lazy();
    threads(
        () -> use(lazy.get()[0]),
        () -> {
          while (lazy.instance == null) {
            Thread.yield();
          }
          use(lazy.instance[0]);
        });
  }

  @RaceFree
  static void lazyUnderALock() throws Exception {
    class Lazy {
      int[] instance;

      synchronized int[] get() {
        if (instance == null) {
          instance = new int[] {42};
        }
        return instance;
      }
    }

    Lazy lazy = new Lazy();
    threads(() -> use(lazy.get()[0]), () -> use(lazy.get()[0]));
  }

  @Racy
  static void lazyWithoutALock() throws Exception {
    class Lazy {
      int[] instance;

      int[] get() {
        if (instance == null) {
          instance = new int[] {42};
        }
        return instance;
      }
    }

    Lazy lazy = new Lazy();
    threads(() -> use(lazy.get()[0]), () -> use(lazy.get()[0]));
  }

  /** As {@code String.hashCode} does it: harmless, and a data race all the same. */
  @Racy
  static void cachedHash() throws Exception {
    class Text {
      int hash;

      int hash() {
        int h = hash;
        if (h == 0) {
          h = 17;
          hash = h;
        }
        return h;
      }
    }

    Text text = new Text();
    threads(() -> use(text.hash()), () -> use(text.hash()));
  }

  /** The reference itself is racy, however immutable what it refers to. */
  @Racy
  static void immutableThroughAPlainField() throws Exception {
    record Pair(int a, int b) {}
    var s =
        new Object() {
          Pair pair;
        };
    threads(
        () -> s.pair = new Pair(1, 2),
        () -> {
          Pair p = s.pair;
          use(p == null ? 0 : p.a() + p.b());
        });
  }

  @RaceFree
  static void immutableThroughAVolatile() throws Exception {
    record Pair(int a, int b) {}
    var s =
        new Object() {
          volatile Pair pair;
        };
    threads(
        () -> s.pair = new Pair(1, 2),
        () -> {
          Pair p = s.pair;
          use(p == null ? 0 : p.a() + p.b());
        });
  }

  /** Final fields need no edge: what is read is what the constructor wrote. */
  @RaceFree
  static void finalFieldWithoutAnEdge() throws Exception {
    class Box {
      final int x;

      Box(int x) {
        this.x = x;
      }
    }

    Passing<Box> passing = new Passing<>();
    threads(() -> passing.give(new Box(1)), () -> use(passing.take().x));
  }

  @RaceFree
  static void recordWithoutAnEdge() throws Exception {
    record Pair(int a, String b) {}
    Passing<Pair> passing = new Passing<>();
    threads(
        () -> passing.give(new Pair(1, "x")),
        () -> {
          Pair p = passing.take();
          use(p.a());
          use(p.b());
        });
  }

  @Racy
  static void plainFieldWithoutAnEdge() throws Exception {
    class Box {
      int x;

      Box(int x) {
        this.x = x;
      }
    }

    Passing<Box> passing = new Passing<>();
    threads(() -> passing.give(new Box(1)), () -> use(passing.take().x));
  }

  @Racy
  static void plainFieldBesideAFinalOne() throws Exception {
    class Box {
      final int x;
      int y;

      Box(int x, int y) {
        this.x = x;
        this.y = y;
      }
    }

    Passing<Box> passing = new Passing<>();
    threads(
        () -> passing.give(new Box(1, 2)),
        () -> {
          Box b = passing.take();
          use(b.x);
          use(b.y);
        });
  }

  /** Nobody wrote it: that it is zero happens before everything. */
  @RaceFree
  static void defaultValueWithoutAnEdge() throws Exception {
    class Box {
      int x;
      Object o;
    }

    Passing<Box> passing = new Passing<>();
    threads(
        () -> passing.give(new Box()),
        () -> {
          Box b = passing.take();
          use(b.x);
          use(b.o);
        });
  }

  @RaceFree
  static void emptyArrayWithoutAnEdge() throws Exception {
    Passing<int[]> passing = new Passing<>();
    threads(() -> passing.give(new int[3]), () -> use(passing.take()[1]));
  }

  @Racy
  static void filledArrayWithoutAnEdge() throws Exception {
    Passing<int[]> passing = new Passing<>();
    threads(() -> passing.give(new int[] {1, 2, 3}), () -> use(passing.take()[1]));
  }

  /** What is reached through a final field is covered as far as the constructor filled it. */
  @RaceFree
  static void finalArrayWithoutAnEdge() throws Exception {
    class Box {
      final int[] a;

      Box() {
        a = new int[1];
        a[0] = 1;
      }
    }

    Passing<Box> passing = new Passing<>();
    threads(() -> passing.give(new Box()), () -> use(passing.take().a[0]));
  }

  /** Filled when the constructor is over: the final field covers nothing of it. */
  @Racy
  static void finalArrayFilledLater() throws Exception {
    class Box {
      final int[] a = new int[1];
    }

    Passing<Box> passing = new Passing<>();
    threads(
        () -> {
          Box b = new Box();
          b.a[0] = 1;
          passing.give(b);
        },
        () -> use(passing.take().a[0]));
  }

  @RaceFree
  static void stringAndListWithoutAnEdge() throws Exception {
    Passing<String> text = new Passing<>();
    Passing<List<String>> list = new Passing<>();
    threads(
        () -> {
          text.give("a" + Thread.currentThread().threadId());
          list.give(List.of("a", "b"));
        },
        () -> {
          use(text.take().length());
          use(list.take().get(1));
        });
  }

  /** What a lambda has captured is final in it. */
  @RaceFree
  static void lambdaWithoutAnEdge() throws Exception {
    Passing<Runnable> passing = new Passing<>();
    threads(
        () -> {
          long captured = System.nanoTime();
          passing.give(() -> use(captured));
        },
        () -> passing.take().run());
  }

  @Racy
  static void threadStartedInTheConstructor() throws Exception {
    class Early {
      int x;
      Thread t;

      Early() {
        t = Thread.ofPlatform().start(() -> use(x));
        x = 1;
      }
    }

    new Early().t.join();
  }

  @RaceFree
  static void threadStartedAtTheEndOfTheConstructor() throws Exception {
    class Late {
      int x;
      Thread t;

      Late() {
        x = 1;
        t = Thread.ofPlatform().start(() -> use(x));
      }
    }

    new Late().t.join();
  }

  /** Let out of its own constructor, an object has no frozen fields yet. */
  @Racy
  static void fieldSetAfterThisEscaped() throws Exception {
    class Escaping {
      int x;

      Escaping(Passing<Escaping> passing) {
        passing.give(this);
        x = 1;
      }
    }

    Passing<Escaping> passing = new Passing<>();
    threads(() -> use(new Escaping(passing)), () -> use(passing.take().x));
  }
}
