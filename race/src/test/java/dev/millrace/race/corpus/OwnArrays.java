package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Task;
import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * Arrays that leave the method which makes them, each by another way and by that alone: whoever
 * thinks that nobody else can reach them misses the race. And some that stay.
 */
final class OwnArrays {
  private OwnArrays() {}

  private static int[] inAStaticField;
  private static int[][] inAnother;
  private int[] inAField;
  private Object asAnObject;

  /** Starts a thread, has this one go on at once, and waits for the other. */
  private static void beside(Task there, Task here) throws Exception {
    Thread t = Thread.ofPlatform().start(Run.runnable(there));
    here.run();
    t.join();
  }

  private static Thread increments(int[] array) {
    return Thread.ofPlatform().start(() -> array[0]++);
  }

  private static int[] same(int[] array) {
    return array;
  }

  @Racy
  static void throughAStaticField() throws Exception {
    int[] a = new int[1];
    inAStaticField = a;
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void throughAField() throws Exception {
    OwnArrays o = new OwnArrays();
    int[] a = new int[1];
    o.inAField = a;
    Thread t = Thread.ofPlatform().start(() -> o.inAField[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void throughAnotherArray() throws Exception {
    int[] a = new int[1];
    int[][] b = {null, a};
    inAnother = b;
    Thread t = Thread.ofPlatform().start(() -> inAnother[1][0]++);
    a[0]++;
    t.join();
  }

  /** The array that it is put into stays, and leaves by a row of it. */
  @Racy
  static void throughAnotherArrayAndOutAgain() throws Exception {
    int[] a = new int[1];
    int[][] b = new int[2][];
    b[1] = a;
    inAStaticField = b[1];
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void throughAnArgument() throws Exception {
    int[] a = new int[1];
    Thread t = increments(a);
    a[0]++;
    t.join();
  }

  @Racy
  static void throughALambda() throws Exception {
    int[] a = new int[1];
    Thread t = Thread.ofPlatform().start(() -> a[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void throughAResult() throws Exception {
    int[] a = new int[1];
    int[] b = same(a);
    Thread t = Thread.ofPlatform().start(() -> b[0]++);
    a[0]++;
    t.join();
  }

  private static int[] made() {
    int[] a = new int[1];
    a[0] = 1;
    return a;
  }

  /** What is passed on without an edge: nothing says that it is seen as it was when returned. */
  @Racy
  static void returned() throws Exception {
    AtomicReference<int[]> to = new AtomicReference<>();
    Unordered set = new Unordered();
    Thread t =
        Thread.ofPlatform()
            .start(() -> {
              to.setOpaque(made());
              set.signal();
            });
    set.await();
    use(to.getOpaque()[0]);
    t.join();
  }

  private static Thread starting(int[][] to) {
    int[] a = new int[1];
    to[0] = a;
    Thread t = Thread.ofPlatform().start(() -> to[0][0]++);
    a[0]++;
    return t;
  }

  @Racy
  static void throughAnArrayOfTheCaller() throws Exception {
    starting(new int[1][]).join();
  }

  @Racy
  static void throughARow() throws Exception {
    int[][] a = new int[2][2];
    int[] row = a[1];
    Thread t = Thread.ofPlatform().start(() -> row[0]++);
    a[1][0]++;
    t.join();
  }

  @Racy
  static void rowsOfWhatLeaves() throws Exception {
    int[][][] a = new int[2][2][2];
    inAnother = a[1];
    Thread t = Thread.ofPlatform().start(() -> inAnother[0][1]++);
    a[1][0][1]++;
    t.join();
  }

  /** The rows that were made with it stay; but there is another now. */
  @Racy
  static void rowPutIn() throws Exception {
    inAStaticField = new int[2];
    int[][] a = new int[2][2];
    a[0] = inAStaticField;
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    a[0][0]++;
    t.join();
  }

  @Racy
  static void oneOfTwo() throws Exception {
    int[] a = new int[1];
    int[] b = new int[1];
    int[] either = inAStaticField == a ? a : b;
    inAStaticField = either;
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    b[0]++;
    t.join();
  }

  @Racy
  static void oneThatIsOthers() throws Exception {
    inAStaticField = new int[1];
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    int[] a = new int[1];
    if (t.threadId() > 0) {
      a = inAStaticField;
    }
    a[0]++;
    t.join();
  }

  /** The array of the last round leaves in the next one. */
  @Racy
  static void inALoop() throws Exception {
    int[] last = null;
    for (int i = 0; i < 2; i++) {
      int[] a = new int[1];
      if (last != null) {
        inAStaticField = last;
        Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
        last[0]++;
        t.join();
      }
      last = a;
    }
  }

  @Racy
  static void inAHandler() throws Exception {
    int[] a = new int[1];
    int[] b = null;
    try {
      b = a;
      use(Integer.parseInt("no number"));
      b = null;
    } catch (NumberFormatException _) {
      inAStaticField = b;
    }
    Thread t = Thread.ofPlatform().start(() -> inAStaticField[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void asAnObject() throws Exception {
    OwnArrays o = new OwnArrays();
    int[] a = new int[1];
    Object any = a;
    o.asAnObject = (int[]) any;
    Thread t = Thread.ofPlatform().start(() -> ((int[]) o.asAnObject)[0]++);
    a[0]++;
    t.join();
  }

  @Racy
  static void inACapturingObject() throws Exception {
    int[] a = new int[1];
    IntSupplier s =
        new IntSupplier() {
          @Override
          public int getAsInt() {
            return a[0]++;
          }
        };
    beside(s::getAsInt, s::getAsInt);
  }

  private static int sum(int times) {
    int[][] table = new int[2][3];
    long[] sums = {0, 0};
    for (int i = 0; i < times; i++) {
      int[] row = table[i & 1];
      row[i % 3]++;
      sums[i & 1] += row[i % 3];
      int[] scratch = new int[4];
      scratch[i & 3] = i;
      sums[0] += scratch[3 - (i & 3)];
    }
    return (int) (sums[0] + sums[1]);
  }

  /** Each has its own. */
  @RaceFree
  static void thatStay() throws Exception {
    threads(
        () -> use(sum(100)),
        () -> {
          if (sum(12) != 18) {
            throw new AssertionError("the program does not do what it should: " + sum(12));
          }
        });
  }
}
