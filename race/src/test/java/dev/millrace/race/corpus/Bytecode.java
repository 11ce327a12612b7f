package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Programs whose meaning an instrumentation could spoil; each checks that it has not. */
final class Bytecode {
  private Bytecode() {}

  private static void check(boolean ok) {
    if (!ok) {
      throw new AssertionError("the program does not do what it should");
    }
  }

  /** A field set before the constructor of the superclass is called. */
  @RaceFree
  static void fieldSetBeforeSuper() throws Exception {
    class Above {
      final int seen;

      Above() {
        seen = value();
      }

      int value() {
        return 0;
      }
    }

    class Below extends Above {
      final int x;

      Below(int x) {
        this.x = x;
        super();
      }

      @Override
      int value() {
        return x;
      }
    }

    check(new Below(7).seen == 7);
  }

  @Racy
  static void plainFieldSetBeforeSuper() throws Exception {
    class Below {
      int x;

      Below(int x) {
        this.x = x;
        super();
      }
    }

    Below b = new Below(7);
    threads(() -> b.x++, () -> b.x++);
  }

  @RaceFree
  static void innerClassReadsItsOuterInTheSuperConstructor() throws Exception {
    class Base {
      Base() {
        init();
      }

      void init() {}
    }

    class Outer {
      int x = 5;

      class Inner extends Base {
        int seen;

        @Override
        void init() {
          seen = x;
        }
      }
    }

    check(new Outer().new Inner().seen == 5);
  }

  @RaceFree
  static void nullReceiver() throws Exception {
    class Box {
      int x;
      int[] a;
    }

    Box none = Integer.getInteger("no such property") == null ? null : new Box();
    int caught = 0;
    try {
      none.x = 1;
    } catch (NullPointerException e) {
      caught++;
    }
    try {
      use(none.x);
    } catch (NullPointerException e) {
      check(e.getMessage().contains("\"x\"") || e.getMessage().contains(".x"));
      caught++;
    }
    try {
      use(new Box().a[0]);
    } catch (NullPointerException e) {
      caught++;
    }
    check(caught == 3);
  }

  @RaceFree
  static void indexOutOfBounds() throws Exception {
    int[] a = new int[2];
    int caught = 0;
    try {
      a[2] = 1;
    } catch (ArrayIndexOutOfBoundsException e) {
      check(e.getMessage().equals("Index 2 out of bounds for length 2"));
      caught++;
    }
    try {
      use(a[-1]);
    } catch (ArrayIndexOutOfBoundsException e) {
      caught++;
    }
    check(caught == 2);
  }

  @RaceFree
  static void arrayStore() throws Exception {
    Object[] a = new String[1];
    try {
      a[0] = 1;
      check(false);
    } catch (ArrayStoreException e) {
      check(a[0] == null);
    }
  }

  /** The sides of an assignment are evaluated from left to right. */
  @RaceFree
  static void orderOfEvaluation() throws Exception {
    StringBuilder log = new StringBuilder();
    int[] a = new int[4];
    Supplier<int[]> array =
        () -> {
          log.append('a');
          return a;
        };
    Supplier<Integer> index =
        () -> {
          log.append('i');
          return 2;
        };
    Supplier<Integer> value =
        () -> {
          log.append('v');
          return 9;
        };
    array.get()[index.get()] += value.get();
    check(log.toString().equals("aiv") && a[2] == 9);
  }

  @RaceFree
  static void wideValuesOnTheStack() throws Exception {
    class Wide {
      long l = 1;
      double d = 2;
      final long[] ls = {3, 4};
      final double[] ds = {5, 6};
    }

    Wide w = new Wide();
    long a = w.l++ + ++w.l + (w.ls[0] += w.ls[1]++) * (w.l = 7);
    double b = w.d-- - --w.d + (w.ds[1] *= w.ds[0]) / (w.d = 2);
    check(a == 1 + 3 + 7 * 7 && w.l == 7 && w.ls[1] == 5);
    check(b == 2 - 0 + 30 / 2.0 && w.d == 2);
  }

  @RaceFree
  static void everyKindOfElement() throws Exception {
    byte[] b = new byte[2];
    boolean[] z = new boolean[2];
    char[] c = new char[2];
    short[] s = new short[2];
    int[] i = new int[2];
    long[] l = new long[2];
    float[] f = new float[2];
    double[] d = new double[2];
    Object[] o = new Object[2];
    b[1] = -3;
    z[1] = true;
    c[1] = 'ÿ';
    s[1] = -300;
    i[1] = b[1] + s[1];
    l[1] = (long) i[1] << 33;
    f[1] = 1.5f;
    d[1] = f[1] * 2;
    o[1] = d[1];
    check(b[1] == -3 && z[1] && c[1] == 255 && i[1] == -303 && l[1] < 0 && o[1].equals(3.0));
  }

  @RaceFree
  static void finallyAndReturn() throws Exception {
    class Steps {
      int n;

      @SuppressWarnings("finally") // what it is about
      int run() {
        try {
          n += 1;
          throw new IllegalStateException();
        } catch (IllegalStateException e) {
          n += 10;
          return n;
        } finally {
          n += 100;
        }
      }
    }

    Steps s = new Steps();
    check(s.run() == 11 && s.n == 111);
  }

  @RaceFree
  static void synchronizedReturnsAndThrows() throws Exception {
    class Guarded {
      int n;

      synchronized int get(boolean fail) {
        n++;
        if (fail) {
          throw new IllegalStateException();
        }
        return n;
      }
    }

    Guarded g = new Guarded();
    threads(
        () -> {
          for (int i = 0; i < 10; i++) {
            try {
              g.get(i % 2 == 0);
            } catch (IllegalStateException e) {
              use(Thread.holdsLock(g));
            }
          }
        },
        () -> {
          for (int i = 0; i < 10; i++) {
            use(g.get(false));
          }
        });
    check(g.n == 20 && !Thread.holdsLock(g));
  }

  @RaceFree
  static void recursionUntilTheStackEnds() throws Exception {
    class Deep {
      int depth;

      void down() {
        depth++;
        if (depth > 0) {
          down();
        }
      }
    }

    Deep d = new Deep();
    try {
      d.down();
      check(false);
    } catch (StackOverflowError e) {
      check(d.depth > 100);
    }
    synchronized (d) {
      d.depth = 0;
    }
  }

  private enum Colour {
    RED,
    GREEN {
      @Override
      int weight() {
        return 2;
      }
    };

    int weight() {
      return 1;
    }
  }

  private sealed interface Shape {
    record Circle(int r) implements Shape {}

    record Box(int w, Shape inner) implements Shape {}

    static int total(Shape s) {
      return switch (s) {
        case Circle(int r) when r > 10 -> 10;
        case Circle(int r) -> r;
        case Box(int w, Circle(int r)) -> w + r;
        case Box(int w, var inner) -> w * total(inner);
      };
    }
  }

  @RaceFree
  static void switchesAndPatterns() throws Exception {
    int sum = 0;
    for (Colour c : Colour.values()) {
      sum +=
          switch (c) {
            case RED -> c.weight();
            case GREEN -> 10 * c.weight();
          };
    }
    check(sum == 21);
    check(Shape.total(new Shape.Box(2, new Shape.Box(3, new Shape.Circle(4)))) == 14);
  }

  private interface Default {
    int base();

    default int twice() {
      return plus(base());
    }

    private int plus(int x) {
      return x + base();
    }
  }

  @RaceFree
  static void methodsOfInterfaces() throws Exception {
    var s =
        new Object() {
          int x = 4;
        };
    Default d = () -> s.x;
    check(d.twice() == 8);
  }

  @RaceFree
  static void nestedLambdas() throws Exception {
    int[] sum = {0};
    IntFunction<Runnable> f = i -> () -> ((Runnable) () -> sum[0] += i).run();
    for (int i = 0; i < 5; i++) {
      f.apply(i).run();
    }
    check(sum[0] == 10);
  }

  @RaceFree
  static void stringConcatenationOfFields() throws Exception {
    class Row {
      String name = "a";
      long n = 1L << 40;
      char c = 'x';
    }

    Row r = new Row();
    r.name += r.n + r.name + r.c;
    check(r.name.equals("a1099511627776ax"));
  }

  private static int order;

  private static final class First {
    static final int AT = ++order;
    static int touched;
  }

  private static final class Second {
    static final int AT = ++order;
  }

  /** Classes are initialized when they are used, and no earlier. */
  @RaceFree
  static void initializationIsLazy() throws Exception {
    check(order == 0);
    First[] none = new First[1];
    check(order == 0 && none[0] == null);
    check(Second.AT == 1);
    First.touched = 3;
    check(First.AT == 2 && order == 2);
  }

  /** What a stack trace tells is what the program has. */
  @RaceFree
  static void stackTraces() throws Exception {
    StackTraceElement[] trace = new Throwable().getStackTrace();
    check(trace[0].getMethodName().equals("stackTraces"));
    check(
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass()
            != null);
  }

  /** Reflection sees the fields and methods that were written, and no others. */
  @RaceFree
  static void reflectionSeesNoMore() throws Exception {
    class Bare {
      int x;

      void set() {
        x = 1;
      }
    }

    new Bare().set();
    check(Bare.class.getDeclaredFields().length == 1);
    check(Bare.class.getDeclaredMethods().length == 1);
    check(Bare.class.getInterfaces().length == 0);
  }
}
