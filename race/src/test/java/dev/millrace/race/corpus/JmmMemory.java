package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import java.util.Arrays;
import java.util.function.IntSupplier;

/** What is one location and what are two: fields of every type and kind, and parts of arrays. */
final class JmmMemory {
  private JmmMemory() {}

  private static int staticA;
  private static int staticB;
  private static int staticShared;

  @Racy
  static void longField() throws Exception {
    var s =
        new Object() {
          long x;
        };
    threads(() -> s.x = 1L << 33, () -> use(s.x));
  }

  @Racy
  static void doubleField() throws Exception {
    var s =
        new Object() {
          double x;
        };
    threads(() -> s.x += 1.5, () -> s.x += 2.5);
  }

  @Racy
  static void booleanField() throws Exception {
    var s =
        new Object() {
          boolean x;
        };
    threads(() -> s.x = true, () -> use(s.x));
  }

  @Racy
  static void floatAndCharFields() throws Exception {
    var s =
        new Object() {
          float f;
          char c;
        };
    threads(
        () -> {
          s.f = 1;
          s.c = 'a';
        },
        () -> {
          use(s.f);
          use(s.c);
        });
  }

  @RaceFree
  static void fieldsSideBySide() throws Exception {
    var s =
        new Object() {
          byte a;
          byte b;
          boolean c;
          short d;
        };
    threads(() -> s.a = 1, () -> s.b = 1, () -> s.c = true, () -> s.d = 1);
  }

  @RaceFree
  static void sameFieldOfTwoObjects() throws Exception {
    class Box {
      int x;
    }

    Box a = new Box();
    Box b = new Box();
    threads(() -> a.x = 1, () -> b.x = 1);
  }

  @RaceFree
  static void twoStaticFields() throws Exception {
    threads(() -> staticA = 1, () -> staticB = 1);
  }

  @Racy
  static void staticField() throws Exception {
    threads(() -> staticShared++, () -> staticShared++);
  }

  @Racy
  static void fieldOfASuperclass() throws Exception {
    class Above {
      int x;
    }

    class Below extends Above {
      void set() {
        super.x = 1;
      }
    }

    Below b = new Below();
    Above a = b;
    threads(b::set, () -> use(a.x));
  }

  /** A field of the same name in a subclass is another field. */
  @RaceFree
  static void hiddenField() throws Exception {
    class Above {
      int x;
    }

    class Below extends Above {
      int x;
    }

    Below b = new Below();
    Above a = b;
    threads(() -> b.x = 1, () -> a.x = 1);
  }

  @Racy
  static void fieldOfTheOuterInstance() throws Exception {
    class Outer {
      private int x;

      class Inner {
        void work() {
          x++;
        }
      }
    }

    Outer o = new Outer();
    Outer.Inner i = o.new Inner();
    threads(i::work, () -> o.x++);
  }

  private static final class Nest {
    private int x;
  }

  @Racy
  static void privateFieldOfANestedClass() throws Exception {
    Nest n = new Nest();
    threads(() -> n.x = 1, () -> use(n.x));
  }

  @Racy
  static void componentOfARecord() throws Exception {
    record Row(int[] cells) {}
    Row row = new Row(new int[3]);
    threads(() -> row.cells()[1] = 1, () -> use(row.cells()[1]));
  }

  @RaceFree
  static void componentsOfARecord() throws Exception {
    record Row(int[] a, int[] b) {}
    Row row = new Row(new int[3], new int[3]);
    threads(() -> row.a()[1] = 1, () -> use(row.b()[1]));
  }

  @Racy
  static void capturedArray() throws Exception {
    int[] counter = {0};
    Runnable increment = () -> counter[0]++;
    threads(increment::run, increment::run);
  }

  @RaceFree
  static void capturedValues() throws Exception {
    int a = 1;
    String b = "x";
    threads(() -> use(a + b.length()), () -> use(a + b.length()));
  }

  @RaceFree
  static void localVariables() throws Exception {
    IntSupplier sum =
        () -> {
          int total = 0;
          int[] own = new int[10];
          for (int i = 0; i < 10; i++) {
            own[i] = i;
            total += own[i];
          }
          return total;
        };
    threads(() -> use(sum.getAsInt()), () -> use(sum.getAsInt()));
  }

  /** The reads of a pattern are reads. */
  @Racy
  static void accessorWithState() throws Exception {
    class Cell {
      int x;
    }

    record Holding(Cell cell) {}
    Object o = new Holding(new Cell());
    threads(
        () -> {
          if (o instanceof Holding(Cell c)) {
            c.x = 1;
          }
        },
        () -> {
          if (o instanceof Holding(Cell c)) {
            use(c.x);
          }
        });
  }

  @Racy
  static void byteElement() throws Exception {
    byte[] a = new byte[8];
    threads(() -> a[3] = 1, () -> use(a[3]));
  }

  @RaceFree
  static void byteElementsSideBySide() throws Exception {
    byte[] a = new byte[8];
    threads(
        () -> {
          for (int i = 0; i < 8; i += 2) {
            a[i]++;
          }
        },
        () -> {
          for (int i = 1; i < 8; i += 2) {
            a[i]++;
          }
        });
  }

  @RaceFree
  static void booleanElementsSideBySide() throws Exception {
    boolean[] a = new boolean[4];
    threads(() -> a[0] = true, () -> a[1] = true, () -> a[2] = true, () -> a[3] = true);
  }

  @Racy
  static void booleanElement() throws Exception {
    boolean[] a = new boolean[4];
    threads(() -> a[2] = true, () -> use(a[2]));
  }

  @Racy
  static void charAndShortElements() throws Exception {
    char[] c = new char[2];
    short[] s = new short[2];
    threads(
        () -> {
          c[1] = 'a';
          s[1] = 1;
        },
        () -> {
          c[1] = 'b';
          s[1] = 2;
        });
  }

  @Racy
  static void longElement() throws Exception {
    long[] a = new long[2];
    threads(() -> a[1]++, () -> a[1]++);
  }

  @Racy
  static void doubleElement() throws Exception {
    double[] a = new double[2];
    threads(() -> a[0] = 1, () -> use(a[0]));
  }

  @Racy
  static void referenceElement() throws Exception {
    String[] a = new String[2];
    threads(() -> a[0] = "a", () -> use(a[0]));
  }

  @RaceFree
  static void length() throws Exception {
    int[] a = new int[2];
    threads(() -> a[0] = 1, () -> use(a.length));
  }

  @RaceFree
  static void rowsOfAMatrix() throws Exception {
    int[][] m = new int[2][8];
    threads(
        () -> {
          for (int i = 0; i < 8; i++) {
            m[0][i] = i;
          }
        },
        () -> {
          for (int i = 0; i < 8; i++) {
            m[1][i] = i;
          }
        });
  }

  @Racy
  static void rowsThatOverlap() throws Exception {
    int[] row = new int[8];
    int[][] m = {row, row};
    threads(
        () -> {
          for (int i = 0; i < 8; i++) {
            m[0][i] = i;
          }
        },
        () -> {
          for (int i = 0; i < 8; i++) {
            m[1][i] = i;
          }
        });
  }

  @Racy
  static void rowReplaced() throws Exception {
    int[][] m = new int[2][8];
    threads(() -> m[1] = new int[8], () -> use(m[1][0]));
  }

  @RaceFree
  static void halves() throws Exception {
    int[] a = new int[1000];
    threads(
        () -> {
          for (int i = 0; i < 500; i++) {
            a[i] = i;
          }
        },
        () -> {
          for (int i = 500; i < 1000; i++) {
            a[i] = i;
          }
        });
    use(Arrays.stream(a).sum());
  }

  /** By one element too far. */
  @Racy
  static void halvesThatOverlap() throws Exception {
    int[] a = new int[1000];
    threads(
        () -> {
          for (int i = 0; i <= 500; i++) {
            a[i] = i;
          }
        },
        () -> {
          for (int i = 500; i < 1000; i++) {
            a[i] = i;
          }
        });
  }

  @RaceFree
  static void arraycopyOfDisjointParts() throws Exception {
    int[] a = new int[20];
    threads(() -> System.arraycopy(a, 0, a, 5, 5), () -> System.arraycopy(a, 10, a, 15, 5));
  }

  @Racy
  static void arraycopyThatReadsWhatIsWritten() throws Exception {
    int[] a = new int[20];
    int[] b = new int[20];
    threads(() -> System.arraycopy(a, 0, b, 0, 10), () -> a[9] = 1);
  }

  @RaceFree
  static void arraycopyOfTheOtherPart() throws Exception {
    int[] a = new int[20];
    int[] b = new int[20];
    threads(() -> System.arraycopy(a, 0, b, 0, 10), () -> a[10] = 1);
  }

  @Racy
  static void arraycopyThatWritesWhatIsRead() throws Exception {
    int[] a = new int[20];
    int[] b = new int[20];
    threads(() -> System.arraycopy(a, 0, b, 10, 10), () -> use(b[10]));
  }

  @Racy
  static void fill() throws Exception {
    int[] a = new int[20];
    threads(() -> Arrays.fill(a, 1), () -> use(a[19]));
  }

  @Racy
  static void fillOfAPart() throws Exception {
    int[] a = new int[20];
    threads(() -> Arrays.fill(a, 0, 10, 1), () -> use(a[9]));
  }

  @RaceFree
  static void fillOfTheOtherPart() throws Exception {
    int[] a = new int[20];
    threads(() -> Arrays.fill(a, 0, 10, 1), () -> use(a[10]));
  }

  @Racy
  static void sort() throws Exception {
    int[] a = {3, 2, 1};
    threads(() -> Arrays.sort(a), () -> use(a[1]));
  }

  @RaceFree
  static void sortOfTheOtherPart() throws Exception {
    int[] a = {3, 2, 1, 3, 2, 1};
    threads(() -> Arrays.sort(a, 0, 3), () -> a[4] = 7);
  }

  @Racy
  static void sortWithAComparator() throws Exception {
    String[] a = {"c", "b", "a"};
    threads(() -> Arrays.sort(a, String::compareTo), () -> use(a[1]));
  }

  @Racy
  static void cloneOfAnArray() throws Exception {
    int[] a = new int[20];
    threads(() -> use(a.clone()), () -> a[7] = 1);
  }

  @RaceFree
  static void clonesAreSeparate() throws Exception {
    int[] a = new int[20];
    threads(
        () -> {
          int[] own = a.clone();
          own[3] = 1;
        },
        () -> {
          int[] own = a.clone();
          own[3] = 2;
        });
  }

  /** To clone an object reads its fields. */
  @Racy
  static void cloneOfAnObject() throws Exception {
    class Sheep implements Cloneable {
      int x;

      @Override
      protected Sheep clone() {
        try {
          return (Sheep) super.clone();
        } catch (CloneNotSupportedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    Sheep dolly = new Sheep();
    threads(() -> use(dolly.clone()), () -> dolly.x = 1);
  }

  @Racy
  static void equalsOfArrays() throws Exception {
    int[] a = new int[20];
    int[] b = new int[20];
    threads(() -> use(Arrays.equals(a, b)), () -> a[0] = 1);
  }

  @Racy
  static void listOverAnArray() throws Exception {
    String[] a = {"a", "b"};
    threads(() -> Arrays.asList(a).set(1, "c"), () -> use(a[1]));
  }
}
