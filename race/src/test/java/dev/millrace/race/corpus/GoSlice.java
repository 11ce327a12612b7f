package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Slices, after Go's {@code slice_test.go}: arrays, and where the slice itself is written, a field
 * that holds one. To append makes a longer copy, or writes where there is room.
 */
final class GoSlice {
  private GoSlice() {}

  @Racy
  static void raceSliceRW() throws Exception {
    int[] a = new int[2];
    together(() -> a[1] = 1, () -> use(a[1]));
  }

  @RaceFree
  static void noRaceSliceRW() throws Exception {
    int[] a = new int[2];
    together(() -> a[0] = 1, () -> use(a[1]));
  }

  @Racy
  static void raceSliceWW() throws Exception {
    int[] a = new int[10];
    together(() -> a[1] = 1, () -> a[1] = 2);
  }

  @RaceFree
  static void noRaceArrayWW() throws Exception {
    int[] a = new int[5];
    together(() -> a[0] = 1, () -> a[1] = 2);
  }

  @Racy
  static void raceArrayWW() throws Exception {
    var s =
        new Object() {
          final int[] a = new int[5];
        };
    together(() -> s.a[1] = 1, () -> s.a[1] = 2);
  }

  @RaceFree
  static void noRaceSliceWriteLen() throws Exception {
    boolean[] a = new boolean[1];
    together(() -> a[0] = true, () -> use(a.length));
  }

  @RaceFree
  static void noRaceSliceWriteCap() throws Exception {
    long[] a = new long[100];
    together(() -> a[50] = 123, () -> use(a.length));
  }

  @Racy
  static void raceSliceCopyRead() throws Exception {
    int[] a = new int[10];
    int[] b = new int[10];
    together(() -> use(a[5]), () -> System.arraycopy(b, 0, a, 0, 10));
  }

  @RaceFree
  static void noRaceSliceWriteCopy() throws Exception {
    int[] a = new int[10];
    int[] b = new int[10];
    together(() -> a[5] = 1, () -> System.arraycopy(b, 0, a, 0, 5));
  }

  @Racy
  static void raceSliceCopyWrite2() throws Exception {
    int[] a = new int[10];
    int[] b = new int[10];
    together(() -> b[5] = 1, () -> System.arraycopy(b, 0, a, 0, 10));
  }

  /** The text is copied into the bytes. */
  @Racy
  static void raceSliceCopyWrite3() throws Exception {
    byte[] a = new byte[10];
    together(
        () -> a[7] = 1,
        () -> {
          byte[] text = "qwertyqwerty".getBytes(StandardCharsets.UTF_8);
          System.arraycopy(text, 0, a, 0, 10);
        });
  }

  @RaceFree
  static void noRaceSliceCopyRead() throws Exception {
    int[] a = new int[10];
    int[] b = new int[10];
    together(() -> use(b[5]), () -> System.arraycopy(b, 0, a, 0, 10));
  }

  @Racy
  static void racePointerSliceCopyRead() throws Exception {
    Object[] a = new Object[10];
    Object[] b = new Object[10];
    together(() -> use(a[5]), () -> System.arraycopy(b, 0, a, 0, 10));
  }

  @RaceFree
  static void noRacePointerSliceWriteCopy() throws Exception {
    Object[] a = new Object[10];
    Object[] b = new Object[10];
    together(() -> a[5] = new Object(), () -> System.arraycopy(b, 0, a, 0, 5));
  }

  @Racy
  static void racePointerSliceCopyWrite2() throws Exception {
    Object[] a = new Object[10];
    Object[] b = new Object[10];
    together(() -> b[5] = new Object(), () -> System.arraycopy(b, 0, a, 0, 10));
  }

  @RaceFree
  static void noRacePointerSliceCopyRead() throws Exception {
    Object[] a = new Object[10];
    Object[] b = new Object[10];
    together(() -> use(b[5]), () -> System.arraycopy(b, 0, a, 0, 10));
  }

  @RaceFree
  static void noRaceSliceWriteSlice2() throws Exception {
    double[] a = new double[10];
    together(
        () -> a[2] = 1,
        () -> {
          double[] part = a;
          use(part.length - 5);
        });
  }

  @Racy
  static void raceSliceWriteSlice() throws Exception {
    var s =
        new Object() {
          double[] a = new double[10];
        };
    together(() -> s.a[2] = 1, () -> s.a = new double[5]);
  }

  @RaceFree
  static void noRaceSliceWriteSlice() throws Exception {
    double[] a = new double[10];
    together(() -> a[2] = 1, () -> use(Arrays.copyOfRange(a, 5, 10)));
  }

  @RaceFree
  static void noRaceSliceLenCap() throws Exception {
    var s =
        new Object() {
          Object[] a = new Object[10];
        };
    together(() -> use(s.a.length), () -> use(s.a.length));
  }

  @RaceFree
  static void noRaceStructSlicesRangeWrite() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
          int[] b = new int[10];
        };
    together(
        () -> {
          for (int v : s.a) {
            use(v);
          }
        },
        () -> s.b[5] = 5);
  }

  @Racy
  static void raceSliceDifferent() throws Exception {
    int[] a = new int[10];
    int[] same = a;
    together(() -> a[3] = 3, () -> same[3] = 3);
  }

  @Racy
  static void raceSliceRangeWrite() throws Exception {
    int[] a = new int[10];
    together(
        () -> a[3] = 3,
        () -> {
          for (int v : a) {
            use(v);
          }
        });
  }

  @RaceFree
  static void noRaceSliceRangeWrite() throws Exception {
    int[] a = new int[10];
    together(
        () -> a[3] = 3,
        () -> {
          for (int i = 0; i < a.length; i++) {
            use(i);
          }
        });
  }

  @Racy
  static void raceSliceRangeAppend() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(
        () -> {
          s.a = Arrays.copyOf(s.a, 11);
          s.a[10] = 3;
        },
        () -> {
          int n = s.a.length;
          for (int i = 0; i < n; i++) {
            use(i);
          }
        });
  }

  @RaceFree
  static void noRaceSliceRangeAppend() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(
        () -> {
          int[] longer = Arrays.copyOf(s.a, 11);
          longer[10] = 3;
        },
        () -> {
          for (int i = 0; i < s.a.length; i++) {
            use(i);
          }
        });
  }

  @Racy
  static void raceSliceVarWrite() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> s.a[3] = 3, () -> s.a = new int[20]);
  }

  @Racy
  static void raceSliceVarRead() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> use(s.a[3]), () -> s.a = new int[20]);
  }

  @Racy
  static void raceSliceVarRange() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(
        () -> {
          for (int v : s.a) {
            use(v);
          }
        },
        () -> s.a = new int[20]);
  }

  @Racy
  static void raceSliceVarAppend() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> use(Arrays.copyOf(s.a, 11)), () -> s.a = new int[20]);
  }

  @Racy
  static void raceSliceVarCopy() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> System.arraycopy(new int[10], 0, s.a, 0, 10), () -> s.a = new int[20]);
  }

  @Racy
  static void raceSliceVarCopy2() throws Exception {
    var s =
        new Object() {
          int[] a = new int[10];
        };
    together(() -> System.arraycopy(s.a, 0, new int[10], 0, 10), () -> s.a = new int[20]);
  }

  /** There is room behind the ten elements, and both write into it. */
  @Racy
  static void raceSliceAppend() throws Exception {
    int[] a = new int[20];
    together(() -> a[10] = 1, () -> a[10] = 2);
  }

  @Racy
  static void raceSliceAppendWrite() throws Exception {
    int[] a = new int[10];
    together(() -> use(Arrays.copyOf(a, 11)), () -> a[0] = 42);
  }

  @Racy
  static void raceSliceAppendSlice() throws Exception {
    int[] a = new int[10];
    together(
        () -> {
          int[] b = new int[10];
          int[] both = Arrays.copyOf(a, 20);
          System.arraycopy(b, 0, both, 10, 10);
        },
        () -> a[0] = 42);
  }

  @Racy
  static void raceSliceAppendSlice2() throws Exception {
    int[] a = new int[10];
    int[] b = new int[10];
    together(
        () -> {
          int[] both = Arrays.copyOf(a, 20);
          System.arraycopy(b, 0, both, 10, 10);
        },
        () -> b[5] = 42);
  }

  @Racy
  static void raceSliceAppendString() throws Exception {
    byte[] a = new byte[10];
    together(
        () -> {
          byte[] both = Arrays.copyOf(a, 16);
          System.arraycopy("qwerty".getBytes(StandardCharsets.UTF_8), 0, both, 10, 6);
        },
        () -> a[0] = 42);
  }

  @Racy
  static void racePointerSliceAppend() throws Exception {
    Object[] a = new Object[20];
    together(() -> a[10] = new Object(), () -> a[10] = new Object());
  }

  @Racy
  static void racePointerSliceAppendWrite() throws Exception {
    Object[] a = new Object[10];
    together(() -> use(Arrays.copyOf(a, 11)), () -> a[0] = new Object());
  }

  @Racy
  static void racePointerSliceAppendSlice() throws Exception {
    Object[] a = new Object[10];
    together(
        () -> {
          Object[] both = Arrays.copyOf(a, 20);
          System.arraycopy(new Object[10], 0, both, 10, 10);
        },
        () -> a[0] = new Object());
  }

  @Racy
  static void racePointerSliceAppendSlice2() throws Exception {
    Object[] a = new Object[10];
    Object[] b = new Object[10];
    together(
        () -> {
          Object[] both = Arrays.copyOf(a, 20);
          System.arraycopy(b, 0, both, 10, 10);
        },
        () -> b[5] = null);
  }

  @RaceFree
  static void noRaceSliceIndexAccess() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int v;
        };
    together(() -> use(s.v), () -> a[s.v] = 1);
  }

  @RaceFree
  static void noRaceSliceIndexAccess2() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int v;
        };
    together(() -> use(s.v), () -> use(a[s.v]));
  }

  @Racy
  static void raceSliceIndexAccess() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int v;
        };
    together(() -> s.v = 1, () -> a[s.v] = 1);
  }

  @Racy
  static void raceSliceIndexAccess2() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int v;
        };
    together(() -> s.v = 1, () -> use(a[s.v]));
  }

  @Racy
  static void raceSliceByteToString() throws Exception {
    byte[] a = new byte[10];
    together(() -> use(new String(a, StandardCharsets.UTF_8)), () -> a[0] = 42);
  }

  @Racy
  static void raceSliceRuneToString() throws Exception {
    char[] a = new char[10];
    together(() -> use(new String(a)), () -> a[9] = 42);
  }

  @Racy
  static void raceConcatString() throws Exception {
    var s =
        new Object() {
          String text = "hello";
        };
    together(() -> use(s.text + " world"), () -> s.text = "world");
  }

  @Racy
  static void raceCompareString() throws Exception {
    var s =
        new Object() {
          String a = "hello";
          String b = "world";
        };
    together(() -> use(s.a.equals(s.b)), () -> s.a = s.b);
  }

  @Racy
  static void raceSlice3() throws Exception {
    int[] a = new int[10];
    var s =
        new Object() {
          int i = 2;
        };
    together(() -> s.i = 3, () -> use(Arrays.copyOf(a, s.i)));
  }

  /** The bytes are moved within their array while they are made into a string. */
  @Racy
  static void raceSlice4() throws Exception {
    byte[] data = "hello there".getBytes(StandardCharsets.UTF_8);
    together(
        () -> use(new String(data, StandardCharsets.UTF_8)),
        () -> System.arraycopy(data, 2, data, 0, data.length - 2));
  }
}
