package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.Go.sleep;
import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import dev.millrace.Received;
import dev.millrace.race.corpus.free.Unordered;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.WaitGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;

/** Reads and writes in every kind of expression, after Go's {@code mop_test.go}. */
final class GoMop {
  private GoMop() {}

  private static int globalX;
  private static int globalY;

  private static class Point {
    int x;
    int y;
  }

  private static final class NamedPoint {
    String name = "a";
    final Point p = new Point();
  }

  /** Something to call. */
  private interface Inter {
    void foo(int x);
  }

  private static final class Impl implements Inter {
    int x;

    @Override
    public void foo(int y) {}
  }

  private static final class Base {
    int value;

    int foo() {
      return 42;
    }

    static int fooOf(Base b) {
      return b == null ? 0 : 42;
    }
  }

  private static void global1() {
    globalY = globalX;
  }

  private static void global2() {
    globalX = 1;
  }

  @Racy
  static void raceIntRWGlobalFuncs() throws Exception {
    goroutines(() -> global1(), () -> global2());
    use(globalY);
  }

  @Racy
  static void raceIntRWClosures() throws Exception {
    Point s = new Point();
    goroutines(() -> s.y = s.x, () -> s.x = 1);
  }

  @RaceFree
  static void noRaceIntRWClosures() throws Exception {
    Point s = new Point();
    Chan<Integer> ch = Chan.make(1);
    go(() -> {
      s.y = s.x;
      ch.send(1);
    });
    ch.receive();
    go(() -> {
      s.x = 1;
      ch.send(1);
    });
    ch.receive();
  }

  @Racy
  static void raceInt32RWClosures() throws Exception {
    var s =
        new Object() {
          short x, y;
        };
    goroutines(() -> s.y = s.x, () -> s.x = 1);
  }

  @RaceFree
  static void noRaceCase() throws Exception {
    var s =
        new Object() {
          int y;
        };
    for (int x = -1; x <= 1; x++) {
      switch (Integer.signum(x)) {
        case -1 -> s.y = -1;
        case 0 -> s.y = 0;
        default -> s.y = 1;
      }
    }
    s.y++;
  }

  @Racy
  static void raceCaseCondition() throws Exception {
    Point s = new Point();
    goroutines(
        () -> s.x = 2,
        () -> {
          if (s.x < 2) {
            s.x = 1;
          }
        });
  }

  @Racy
  static void raceCaseCondition2() throws Exception {
    Point s = new Point();
    goroutines(
        () -> s.x = 2,
        () -> {
          switch (s.x) {
            case 0, 1 -> s.x = 1;
            default -> s.x = 5;
          }
        });
  }

  @Racy
  static void raceCaseBody() throws Exception {
    Point s = new Point();
    goroutines(
        () -> s.y = s.x,
        () -> {
          switch (s.x) {
            case 100 -> s.x = -s.x;
            default -> s.x = 1;
          }
        });
  }

  @RaceFree
  static void noRaceCaseFallthrough() throws Exception {
    var s =
        new Object() {
          int x, y, z = 1;
        };
    goroutines(
        () -> s.y = s.x,
        () -> {
          switch (s.z) {
            case 1:
              break;
            case 2:
              s.x = 2;
              break;
            default:
          }
        });
  }

  @Racy
  @SuppressWarnings("fallthrough") // what it is about
  static void raceCaseFallthrough() throws Exception {
    var s =
        new Object() {
          int x, y, z = 1;
        };
    goroutines(
        () -> s.y = s.x,
        () -> {
          switch (s.z) {
            case 1:
            // falls through
            case 2:
              s.x = 2;
              break;
            default:
          }
        });
  }

  @Racy
  static void raceCaseIssue6418() throws Exception {
    Map<String, Map<String, String>> m = new HashMap<>();
    m.put("a", new HashMap<>(Map.of("b", "c")));
    together(
        () -> m.get("a").put("x", "y"),
        () -> {
          switch (m.get("a").get("b")) {
            case "c" -> use(1);
            default -> use(2);
          }
        });
  }

  @Racy
  static void raceCaseType() throws Exception {
    var s =
        new Object() {
          Object i = 1;
        };
    together(
        () -> {
          switch (s.i) {
            case Integer n -> use(n);
            case null, default -> use(0);
          }
        },
        () -> s.i = 2);
  }

  @Racy
  static void raceCaseTypeBody() throws Exception {
    Point p = new Point();
    Object i = p;
    together(
        () -> {
          switch (i) {
            case Point q -> q.x = 3;
            case null, default -> use(0);
          }
        },
        () -> p.x = 4);
  }

  @Racy
  static void raceCaseTypeIssue5890() throws Exception {
    Map<Integer, Map<Integer, Object>> m = new HashMap<>();
    m.put(0, new HashMap<>());
    together(
        () -> {
          switch (m.get(0).get(1)) {
            case int[] box -> box[0] = 1;
            case null, default -> use(0);
          }
        },
        () -> m.get(0).put(1, 2));
  }

  @RaceFree
  static void noRaceRange() throws Exception {
    Chan<Integer> ch = Chan.make(3);
    int[] a = {1, 2, 3};
    for (int v : a) {
      ch.send(v);
    }
    ch.close();
  }

  @RaceFree
  static void noRaceRangeIssue5446() throws Exception {
    Chan<Integer> ch = Chan.make(3);
    int[] a = {1, 2, 3};
    int[] b = {4};
    for (int i = 0; i < b.length; i++) {
      a[i] = b[i];
      ch.send(i);
    }
    ch.close();
  }

  /** The variable of the loop is one, and written again each turn. */
  @Racy
  static void raceRange() throws Exception {
    int[] a = new int[2];
    var s =
        new Object() {
          int v, x, y;
        };
    Goroutine[] all = new Goroutine[2];
    for (int i = 0; i < a.length; i++) {
      s.v = a[i];
      int k = i;
      all[i] =
          go(() -> {
            if (k == 0) {
              s.x = s.v;
            } else {
              s.y = s.v;
            }
          });
      Thread.yield();
    }
    for (Goroutine g : all) {
      g.join();
    }
  }

  @Racy
  static void raceForInit() throws Exception {
    Point s = new Point();
    Chan<Integer> c = Chan.make();
    go(() -> c.send(s.x));
    for (s.x = 42; c.isClosed(); ) {
      Thread.yield();
    }
    c.receive();
  }

  @RaceFree
  static void noRaceForInit() throws Exception {
    Point s = new Point();
    Chan<Boolean> c = Chan.make();
    Goroutine g =
        go(() -> {
          while (c.receiveOrClosed().ok()) {
            s.x++;
          }
        });
    int i = 0;
    for (s.x = 42; i < 10; i++) {
      c.send(true);
    }
    c.close();
    g.join();
  }

  @Racy
  static void raceForTest() throws Exception {
    var s =
        new Object() {
          boolean stop;
        };
    Chan<Boolean> c = Chan.make();
    Goroutine g =
        go(() -> {
          while (c.receiveOrClosed().ok()) {
            s.stop = true;
          }
        });
    while (!s.stop) {
      c.send(true);
    }
    c.close();
    g.join();
  }

  @Racy
  static void raceForIncr() throws Exception {
    Point s = new Point();
    Chan<Boolean> c = Chan.make();
    Goroutine g =
        go(() -> {
          while (c.receiveOrClosed().ok()) {
            s.x++;
          }
        });
    for (int i = 0; i < 10; s.x++) {
      i++;
      c.send(true);
    }
    c.close();
    g.join();
  }

  @RaceFree
  static void noRaceForIncr() throws Exception {
    Point s = new Point();
    together(
        () -> s.x++,
        () -> {
          for (int i = 0; i < 0; i++, s.x++) {
            use(i);
          }
        });
  }

  @Racy
  static void racePlus() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.y = s.x + s.z, () -> s.y = s.x + s.z + s.z);
  }

  @Racy
  static void racePlus2() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = 1, () -> s.y = +s.x + s.z);
  }

  @RaceFree
  static void noRacePlus() throws Exception {
    var s =
        new Object() {
          int x, y, z, f;
        };
    goroutines(() -> s.y = s.x + s.z, () -> s.f = s.z + s.x);
  }

  @Racy
  static void raceComplement() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = ~s.y, () -> s.y = ~s.z);
  }

  @Racy
  static void raceDiv() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = s.y / (s.z + 1), () -> s.y = s.z);
  }

  @Racy
  static void raceDivConst() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = s.y / 3, () -> s.y = s.z);
  }

  @Racy
  static void raceMod() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = s.y % (s.z + 1), () -> s.y = s.z);
  }

  @Racy
  static void raceModConst() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = s.y % 3, () -> s.y = s.z);
  }

  @Racy
  static void raceRotate() throws Exception {
    var s =
        new Object() {
          int x, y, z;
        };
    goroutines(() -> s.x = s.y << 12 | s.y >>> 20, () -> s.y = s.z);
  }

  /** Many operands on the stack at once. */
  @RaceFree
  static void noRaceEnoughRegisters() throws Exception {
    var v =
        new Object() {
          double s = 3.1415;
        };
    double r =
        1 + v.s * (1 + v.s * (2 + v.s * (3 + v.s * (4 + v.s * (5 + v.s * (6 + v.s * (7 + v.s)))))));
    v.s = r;
  }

  @Racy
  static void raceFuncArgument() throws Exception {
    Point s = new Point();
    IntConsumer f = x -> {};
    together(() -> f.accept(s.x), () -> s.x = 1);
  }

  @Racy
  static void raceFuncArgument2() throws Exception {
    Point s = new Point();
    Goroutine a = go(() -> s.x = 42);
    int y = s.x;
    Goroutine b = go(() -> use(y));
    a.join();
    b.join();
  }

  @Racy
  static void raceSprint() throws Exception {
    Point s = new Point();
    together(() -> use(String.format("%d", s.x)), () -> s.x = 1);
  }

  @Racy
  static void raceArrayCopy() throws Exception {
    int[] a = new int[5];
    together(() -> a[3] = 1, () -> System.arraycopy(new int[] {1, 2, 3, 4, 5}, 0, a, 0, 5));
  }

  @Racy
  static void raceNestedArrayCopy() throws Exception {
    int[][][][] a = new int[2][2][2][2];
    int[][][][] b = new int[2][2][2][2];
    together(
        () -> a[0][1][0][1] = 1,
        () -> {
          for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
              for (int k = 0; k < 2; k++) {
                System.arraycopy(b[i][j][k], 0, a[i][j][k], 0, 2);
              }
            }
          }
        });
  }

  @Racy
  static void raceStructRW() throws Exception {
    Point p = new Point();
    Point q = new Point();
    together(
        () -> {
          p.x = 1;
          p.y = 1;
        },
        () -> {
          q.x = p.x;
          q.y = p.y;
        });
    p.x = q.x;
    p.y = q.y;
  }

  @Racy
  static void raceStructFieldRW1() throws Exception {
    Point p = new Point();
    together(() -> p.x = 1, () -> use(p.x));
  }

  @RaceFree
  static void noRaceStructFieldRW1() throws Exception {
    Point p = new Point();
    together(() -> p.x = 1, () -> p.y = 1);
  }

  @RaceFree
  static void noRaceStructFieldRW2() throws Exception {
    var s =
        new Object() {
          Point p = new Point();
        };
    together(() -> s.p.x = 1, () -> s.p.y = 1);
  }

  @Racy
  static void raceStructFieldRW2() throws Exception {
    var s =
        new Object() {
          Point p = new Point();
        };
    together(() -> s.p.x = 1, () -> use(s.p.x));
  }

  @Racy
  static void raceStructFieldRW3() throws Exception {
    NamedPoint n = new NamedPoint();
    together(() -> n.p.x = 1, () -> use(n.p.x));
    use(n.name);
  }

  @Racy
  static void raceEfaceWW() throws Exception {
    var s =
        new Object() {
          Object a;
        };
    together(() -> s.a = 1, () -> s.a = 2);
  }

  @Racy
  static void raceIfaceWW() throws Exception {
    var s =
        new Object() {
          Inter a;
        };
    together(() -> s.a = new Impl(), () -> s.a = new Impl());
  }

  @Racy
  static void raceIfaceCmp() throws Exception {
    var s =
        new Object() {
          Inter a = new Impl(), b;
        };
    together(() -> s.a = new Impl(), () -> use(s.a == s.b));
  }

  @Racy
  static void raceIfaceCmpNil() throws Exception {
    var s =
        new Object() {
          Inter a = new Impl();
        };
    together(() -> s.a = new Impl(), () -> use(s.a == null));
  }

  @Racy
  static void raceEfaceConv() throws Exception {
    Point s = new Point();
    together(
        () -> {
          Object boxed = s.x;
          go(() -> use(boxed)).join();
        },
        () -> s.x = 42);
  }

  @Racy
  static void raceIfaceConv() throws Exception {
    var s =
        new Object() {
          Impl f = new Impl();
        };
    together(
        () -> {
          Inter i = s.f;
          go(() -> use(i)).join();
        },
        () -> s.f = new Impl());
  }

  @Racy
  static void raceError() throws Exception {
    var s =
        new Object() {
          Throwable err;
        };
    together(() -> s.err = null, () -> use(s.err));
  }

  @Racy
  static void raceIntptrRW() throws Exception {
    int[] p = new int[1];
    together(() -> p[0] = 5, () -> use(p[0]));
  }

  @Racy
  static void raceStringRW() throws Exception {
    var s =
        new Object() {
          String text = "";
        };
    together(() -> s.text = "abacaba", () -> use(s.text));
  }

  @Racy
  static void raceStringPtrRW() throws Exception {
    String[] p = new String[1];
    together(() -> p[0] = "a", () -> use(p[0]));
  }

  @Racy
  static void raceFloat64WW() throws Exception {
    var s =
        new Object() {
          double x, y;
        };
    together(() -> s.x = 1.0, () -> s.x = 2.0);
    s.y = s.x;
    s.x = s.y;
  }

  @Racy
  static void raceComplex128WW() throws Exception {
    record Complex(double re, double im) {}
    var s =
        new Object() {
          Complex x;
        };
    together(() -> s.x = new Complex(2, 2), () -> s.x = new Complex(4, 4));
  }

  @Racy
  static void raceUnsafePtrRW() throws Exception {
    int[] x = {1};
    int[] z = {3};
    var s =
        new Object() {
          Object p = x;
        };
    together(() -> s.p = z, () -> use(((int[]) s.p)[0]));
  }

  @Racy
  static void raceFuncVariableRW() throws Exception {
    var s =
        new Object() {
          IntUnaryOperator f = x -> x * x;
        };
    together(() -> s.f = x -> x, () -> use(s.f.applyAsInt(1)));
  }

  @Racy
  static void raceFuncVariableWW() throws Exception {
    var s =
        new Object() {
          IntUnaryOperator f;
        };
    together(() -> s.f = x -> x, () -> s.f = x -> x * x);
  }

  @Racy
  static void racePanic() throws Exception {
    var s =
        new Object() {
          int x, zero;
        };
    goroutines(
        () -> {
          try {
            use(1 / s.zero);
          } catch (ArithmeticException e) {
            s.x = 1;
          }
        },
        () -> {
          try {
            use(1 / s.zero);
          } catch (ArithmeticException e) {
            s.x = 2;
          }
        });
  }

  @RaceFree
  static void noRaceBlank() throws Exception {
    int[] a = new int[5];
    together(
        () -> {
          use(a[0]);
          use(a[1]);
        },
        () -> {
          use(a[2]);
          use(a[3]);
        });
    a[1] = a[0];
  }

  @Racy
  static void raceAppendRW() throws Exception {
    int[] a = new int[10];
    together(() -> use(Arrays.copyOf(a, 11)), () -> a[0] = 1);
  }

  @Racy
  static void raceAppendLenRW() throws Exception {
    var s =
        new Object() {
          int[] a = {};
        };
    together(() -> s.a = Arrays.copyOf(s.a, s.a.length + 1), () -> use(s.a.length));
  }

  @Racy
  static void raceAppendCapRW() throws Exception {
    var s =
        new Object() {
          int[] a = {};
        };
    together(() -> s.a = Arrays.copyOf(s.a, 1), () -> use(s.a.length));
  }

  @RaceFree
  static void noRaceFuncArgsRW() throws Exception {
    var s =
        new Object() {
          byte x;
        };
    byte y = s.x;
    together(() -> use(y), () -> s.x = 1);
  }

  @Racy
  static void raceFuncArgsRW() throws Exception {
    byte[] x = new byte[1];
    together(() -> use(x[0]), () -> x[0] = 1);
  }

  /** A crawler that forgot to guard what it has seen. */
  @Racy
  static void raceCrawl() throws Exception {
    Map<String, Boolean> seen = new HashMap<>();
    WaitGroup wg = new WaitGroup();
    class Crawler {
      void crawl(String url, int depth) {
        seen.put(url, true);
        if (depth > 0) {
          for (String next : new String[] {"a", "b", "c"}) {
            if (!seen.containsKey(next)) {
              wg.go(() -> crawl(next, depth - 1));
            }
          }
        }
      }
    }

    wg.go(() -> new Crawler().crawl("dummyurl", 3));
    wg.await();
  }

  @Racy
  static void raceIndirection() throws Exception {
    int[] y = new int[1];
    var s =
        new Object() {
          final int[] x = y;
        };
    together(() -> s.x[0] = 1, () -> s.x[0] = 2);
  }

  @Racy
  static void raceRune() throws Exception {
    var s =
        new Object() {
          char x;
        };
    together(() -> s.x = 1, () -> use(s.x));
  }

  @Racy
  static void raceEmptyInterface1() throws Exception {
    var s =
        new Object() {
          Object x;
        };
    together(() -> s.x = null, () -> use(s.x));
  }

  @Racy
  static void raceEmptyInterface2() throws Exception {
    var s =
        new Object() {
          Object x;
        };
    together(() -> s.x = new Point(), () -> use(s.x));
  }

  @Racy
  static void raceTLS() throws Exception {
    Chan<Point> comm = Chan.make();
    goroutines(
        () -> {
          Point x = new Point();
          comm.send(x);
          x.x = 1;
          x.x = comm.receive().x;
        },
        () -> {
          Point p = comm.receive();
          p.x = 2;
          comm.send(p);
        });
  }

  @RaceFree
  static void noRaceHeapReallocation() throws Exception {
    goroutines(
        () -> {
          System.gc();
          int[] x = new int[1];
          x[0] = 1;
        },
        () -> {
          sleep(Duration.ofMillis(1));
          System.gc();
          int[] x = new int[1];
          x[0] = 1;
        });
  }

  @Racy
  static void raceAnd() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.x == 1 && s.y == 1));
  }

  @Racy
  static void raceAnd2() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.y == 0 && s.x == 1));
  }

  @RaceFree
  static void noRaceAnd() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.y == 1 && s.x == 1));
  }

  @Racy
  static void raceOr() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.x == 1 || s.y == 1));
  }

  @Racy
  static void raceOr2() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.y == 1 || s.x == 1));
  }

  @RaceFree
  static void noRaceOr() throws Exception {
    Point s = new Point();
    together(() -> s.x = 1, () -> use(s.y == 0 || s.x == 1));
  }

  @RaceFree
  static void noRaceShortCalc() throws Exception {
    Point s = new Point();
    together(() -> s.y = 1, () -> use(s.x == 0 || s.y == 0));
  }

  @RaceFree
  static void noRaceShortCalc2() throws Exception {
    Point s = new Point();
    together(() -> s.y = 1, () -> use(s.x == 1 && s.y == 0));
  }

  @Racy
  static void raceFuncItself() throws Exception {
    var s =
        new Object() {
          Runnable f = () -> {};
        };
    together(() -> s.f.run(), () -> s.f = () -> {});
  }

  @RaceFree
  static void noRaceFuncUnlock() throws Exception {
    Point s = new Point();
    Mutex mu = new Mutex();
    IntSupplier locking =
        () -> {
          mu.lock();
          return 43;
        };
    together(
        () -> {
          mu.lock();
          s.x = 42;
          mu.unlock();
        },
        () -> {
          s.x = locking.getAsInt();
          mu.unlock();
        });
  }

  @Racy
  static void raceStructInit() throws Exception {
    record X(int x, int y) {}
    Point s = new Point();
    together(() -> s.y = 42, () -> use(new X(s.y, 0)));
  }

  @Racy
  static void raceArrayInit() throws Exception {
    Point s = new Point();
    together(() -> s.y = 42, () -> use(new int[] {0, s.y, 42}));
  }

  @Racy
  static void raceMapInit() throws Exception {
    Point s = new Point();
    together(() -> s.y = 42, () -> use(Map.of(1, 42, s.y + 2, 42)));
  }

  @Racy
  static void raceMapInit2() throws Exception {
    Point s = new Point();
    together(() -> s.y = 42, () -> use(Map.of(0, 42, 42, s.y)));
  }

  @Racy
  static void raceInterCall() throws Exception {
    var s =
        new Object() {
          Inter x = new Impl();
        };
    together(() -> s.x = new Impl(), () -> s.x.foo(0));
  }

  @Racy
  static void raceInterCall2() throws Exception {
    Inter x = new Impl();
    Point s = new Point();
    together(() -> s.x = 42, () -> x.foo(s.x));
  }

  @Racy
  static void raceFuncCall() throws Exception {
    Point s = new Point();
    together(() -> s.y = 42, () -> use(Math.max(s.x, s.y)));
  }

  @Racy
  static void raceMethodCall() throws Exception {
    Impl i = new Impl();
    Point s = new Point();
    together(() -> s.x = 42, () -> i.foo(s.x));
  }

  @Racy
  static void raceMethodCall2() throws Exception {
    var s =
        new Object() {
          Impl i = new Impl();
        };
    together(() -> s.i = new Impl(), () -> s.i.foo(0));
  }

  @Racy
  static void raceMethodValue() throws Exception {
    var s =
        new Object() {
          Impl i = new Impl();
        };
    together(
        () -> s.i = new Impl(),
        () -> {
          IntConsumer f = s.i::foo;
          use(f);
        });
  }

  @Racy
  static void raceMethodValue2() throws Exception {
    var s =
        new Object() {
          Inter i = new Impl();
        };
    together(
        () -> s.i = new Impl(),
        () -> {
          IntConsumer f = s.i::foo;
          use(f);
        });
  }

  /** The value is copied when the method is taken. */
  @Racy
  static void raceMethodValue3() throws Exception {
    Impl i = new Impl();
    together(
        () -> i.x = 0,
        () -> {
          Impl copy = new Impl();
          copy.x = i.x;
          IntConsumer f = copy::foo;
          use(f);
        });
  }

  /** To take a method of an object reads nothing of it. */
  @RaceFree
  static void noRaceMethodValue() throws Exception {
    Impl i = new Impl();
    together(
        () -> i.x = 1,
        () -> {
          IntConsumer f = i::foo;
          use(f);
        });
  }

  @Racy
  static void racePanicArg() throws Exception {
    var s =
        new Object() {
          RuntimeException err = new RuntimeException("err");
        };
    together(
        () -> s.err = new RuntimeException("err2"),
        () -> {
          try {
            throw s.err;
          } catch (RuntimeException e) {
            use(e);
          }
        });
  }

  @Racy
  static void raceDeferArg() throws Exception {
    Point s = new Point();
    together(
        () -> s.x = 42,
        () -> {
          int argument = s.x;
          try {
            use(0);
          } finally {
            use(argument);
          }
        });
  }

  @Racy
  static void raceDeferArg2() throws Exception {
    record Closing(int x) implements AutoCloseable {
      @Override
      public void close() {}
    }

    Point s = new Point();
    together(
        () -> s.x = 42,
        () -> {
          try (Closing c = new Closing(s.x)) {
            use(c);
          }
        });
  }

  /** To pass a reference reads nothing of what it refers to. */
  @RaceFree
  static void noRaceAddrExpr() throws Exception {
    Point s = new Point();
    together(() -> s.x = 42, () -> use(s));
  }

  @Racy
  static void raceAddrExpr() throws Exception {
    var s =
        new Object() {
          Point p = new Point();
        };
    together(() -> s.p = new Point(), () -> use(s.p));
  }

  @Racy
  static void raceTypeAssert() throws Exception {
    var s =
        new Object() {
          Object i = 0;
        };
    together(() -> s.i = 1, () -> use((int) (Integer) s.i));
  }

  @Racy
  static void raceBlockAs() throws Exception {
    Point s = new Point();
    together(
        () -> s.x = 42,
        () -> {
          int x = s.x;
          s.x = s.y;
          s.y = x;
        });
  }

  @Racy
  static void raceBlockCall1() throws Exception {
    Point s = new Point();
    together(
        () -> {
          int[] r = {42, 43};
          s.x = r[0];
          s.y = r[1];
        },
        () -> use(s.x));
  }

  @Racy
  static void raceBlockCall2() throws Exception {
    Point s = new Point();
    together(
        () -> {
          int[] r = {42, 43};
          s.x = r[0];
          s.y = r[1];
        },
        () -> use(s.y));
  }

  @Racy
  static void raceBlockCall3() throws Exception {
    var s =
        new Object() {
          int[] x;
          int y;
        };
    together(
        () -> {
          s.x = new int[] {42};
          s.y = 43;
        },
        () -> use(s.x));
  }

  @Racy
  static void raceBlockCall4() throws Exception {
    var s =
        new Object() {
          int x;
          int[] y;
        };
    together(
        () -> {
          s.x = 42;
          s.y = new int[] {43};
        },
        () -> use(s.y));
  }

  @Racy
  static void raceBlockCall5() throws Exception {
    var s =
        new Object() {
          int[] x;
          int y;
        };
    together(
        () -> {
          s.x = new int[] {42};
          s.y = 43;
        },
        () -> use(s.y));
  }

  @Racy
  static void raceBlockCall6() throws Exception {
    var s =
        new Object() {
          int x;
          int[] y;
        };
    together(
        () -> {
          s.x = 42;
          s.y = new int[] {43};
        },
        () -> use(s.x));
  }

  @Racy
  static void raceSliceSlice() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> s.a = new int[20], () -> use(Arrays.copyOfRange(s.a, 2, 3)));
  }

  @Racy
  static void raceSliceSlice2() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int i = 2;
        };
    together(() -> s.i = 3, () -> use(Arrays.copyOfRange(a, s.i, 4)));
  }

  @Racy
  static void raceSliceString() throws Exception {
    var s =
        new Object() {
          String x = "hello";
        };
    together(() -> s.x = "world", () -> use(s.x.substring(2, 3)));
  }

  @Racy
  static void raceSliceStruct() throws Exception {
    Point[] a = {new Point(), new Point(), new Point()};
    together(
        () -> {
          Point[] b = {new Point(), new Point(), new Point()};
          for (int i = 0; i < 3; i++) {
            b[i].x = a[i].x;
            b[i].y = a[i].y;
          }
        },
        () -> a[1].y = 42);
  }

  @Racy
  static void raceAppendSliceStruct() throws Exception {
    Point[] a = {new Point(), new Point(), new Point()};
    together(
        () -> {
          Point[] b = new Point[3];
          for (int i = 0; i < 3; i++) {
            b[i] = new Point();
            b[i].x = a[i].x;
            b[i].y = a[i].y;
          }
        },
        () -> a[1].y = 42);
  }

  @Racy
  static void raceStructInd() throws Exception {
    Point p = new Point();
    together(
        () -> {
          p.x = 0;
          p.y = 0;
        },
        () -> p.y = 42);
  }

  @Racy
  static void raceAsFunc1() throws Exception {
    var s =
        new Object() {
          byte[] bytes = {};
        };
    together(
        () -> s.bytes = "hello world".getBytes(StandardCharsets.UTF_8),
        () -> use(new String(s.bytes, StandardCharsets.UTF_8)));
  }

  @Racy
  static void raceAsFunc2() throws Exception {
    Point s = new Point();
    IntConsumer f = x -> use(x);
    together(() -> f.accept(s.x), () -> s.x = 42);
  }

  /** The argument is read before the function that locks is called. */
  @Racy
  static void raceAsFunc3() throws Exception {
    Point s = new Point();
    Mutex mu = new Mutex();
    Unordered written = new Unordered();
    IntConsumer locking =
        x -> {
          use(x);
          mu.lock();
        };
    together(
        () -> {
          written.await();
          locking.accept(s.x);
          mu.unlock();
        },
        () -> {
          mu.lock();
          s.x = 42;
          mu.unlock();
          written.signal();
        });
  }

  /** The result is written after the function that locks has returned. */
  @RaceFree
  static void noRaceAsFunc4() throws Exception {
    Point s = new Point();
    Mutex mu = new Mutex();
    IntSupplier locking =
        () -> {
          mu.lock();
          return 42;
        };
    together(
        () -> {
          s.x = locking.getAsInt();
          mu.unlock();
        },
        () -> {
          mu.lock();
          s.x = 42;
          mu.unlock();
        });
  }

  @Racy
  static void raceHeapParam() throws Exception {
    class Returning {
      int x;
      Goroutine g;

      Returning run() {
        g = go(() -> x = 42);
        return this;
      }
    }

    Returning r = new Returning().run();
    use(r.x);
    r.g.join();
  }

  @RaceFree
  static void noRaceEmptyStruct() throws Exception {
    record Empty() {}
    class Y {
      long x;
      final Empty e = new Empty();
      long y;
    }

    Y y = new Y();
    Chan<Object> c = Chan.make();
    go(() -> {
      use(y.x);
      c.send(y.e);
    });
    y.y = 42;
    c.receive();
  }

  @Racy
  static void raceNestedStruct() throws Exception {
    NamedPoint y = new NamedPoint();
    Chan<Point> c = Chan.make();
    go(() -> {
      Point copy = new Point();
      copy.x = y.p.x;
      copy.y = y.p.y;
      c.send(copy);
    });
    y.p.y = 42;
    c.receive();
  }

  /** The buffer is filled anew while the receiver still reads it. */
  @Racy
  static void raceIssue5567() throws Exception {
    byte[] file = "the quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
    Chan<byte[]> in = Chan.make();
    Goroutine g =
        go(() -> {
          byte[] buffer = new byte[17];
          for (int at = 0; at + 17 <= file.length; at += 17) {
            for (int i = 0; i < 17; i++) {
              buffer[i] = file[at + i];
            }
            in.send(buffer);
          }
          in.close();
        });
    int sum = 0;
    while (in.receiveOrClosed() instanceof Received.Value<byte[]>(byte[] b)) {
      for (int i = 0; i < b.length; i++) {
        sum += b[i];
      }
    }
    use(sum);
    g.join();
  }

  @Racy
  static void raceIssue51618() throws Exception {
    byte[] file = "the quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.UTF_8);
    Chan<byte[]> in = Chan.make();
    Goroutine g =
        go(() -> {
          byte[] buffer = new byte[17];
          for (int at = 0; at + 17 <= file.length; at += 17) {
            System.arraycopy(file, at, buffer, 0, 17);
            in.send(buffer);
          }
          in.close();
        });
    CRC32 crc = new CRC32();
    for (byte[] b : in) {
      crc.update(b[0]);
    }
    use(crc.getValue());
    g.join();
  }

  @Racy
  static void raceIssue5654() throws Exception {
    String text = "friends, romans, countrymen, lend me your ears";
    Chan<char[]> in = Chan.make();
    Goroutine g =
        go(() -> {
          char[] buffer = new char[16];
          for (int at = 0; at + 16 <= text.length(); at += 16) {
            text.getChars(at, at + 16, buffer, 0);
            buffer[0] = text.charAt(at);
            in.send(buffer);
          }
          in.close();
        });
    StringBuilder result = new StringBuilder();
    for (char[] c : in) {
      result.append(c[0]);
    }
    use(result);
    g.join();
  }

  /** The method is of the part, which is reached by a final field. */
  @RaceFree
  static void noRaceMethodThunk() throws Exception {
    class Derived {
      int pad;
      final Base base = new Base();
    }

    Derived d = new Derived();
    together(() -> use(d.base.foo()), () -> d.pad = 0);
  }

  @Racy
  static void raceMethodThunk() throws Exception {
    class Derived {
      int pad;
      Base base;
    }

    Derived d = new Derived();
    together(
        () -> use(Base.fooOf(d.base)),
        () -> {
          d.pad = 0;
          d.base = null;
        });
  }

  @Racy
  static void raceMethodThunk2() throws Exception {
    class Derived {
      int pad;
      final Base base = new Base();
    }

    Derived d = new Derived();
    together(
        () -> use(d.base.value),
        () -> {
          d.pad = 0;
          d.base.value = 0;
        });
  }

  @Racy
  static void raceMethodThunk3() throws Exception {
    class Derived {
      Base base = new Base();
    }

    Derived d = new Derived();
    together(() -> use(d.base.value), () -> d.base = new Base());
  }

  @Racy
  static void raceMethodThunk4() throws Exception {
    class Derived {
      Base base = new Base();
    }

    Derived d = new Derived();
    together(() -> use(d.base.value), () -> d.base.value = 42);
  }

  @RaceFree
  static void noRaceTinyAlloc() throws Exception {
    Runnable allocating =
        () -> {
          for (int i = 0; i < 100_000; i++) {
            byte[] b = new byte[1];
            use(b[0] != 0);
            b[0] = 42;
          }
        };
    goroutines(allocating::run, allocating::run, allocating::run, allocating::run);
  }

  /** Goroutines that have ended leave nothing behind that would hide an edge. */
  @RaceFree
  static void noRaceIssue60934() throws Exception {
    WaitGroup wg = new WaitGroup();
    Chan<Boolean> ready = Chan.make();
    for (int i = 0; i < 32; i++) {
      wg.go(() -> ready.receiveOrClosed());
    }
    ready.close();
    wg.await();
    Point s = new Point();
    Chan<Boolean> ch = Chan.make();
    wg.go(() -> {
      s.x = 1;
      ch.send(true);
    });
    wg.go(() -> {
      ch.receive();
      use(s.x);
    });
    wg.await();
  }
}
