package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What libraries do, and programs seldom. */
final class Libraries {
  private Libraries() {}

  // ---- fences beside plain accesses

  private static class Sequence {
    long value;

    long get() {
      long read = value;
      VarHandle.acquireFence();
      return read;
    }

    void set(long to) {
      VarHandle.releaseFence();
      value = to;
    }
  }

  @RaceFree
  static void publishedWithFences() throws Exception {
    Sequence s = new Sequence();
    int[] data = new int[1];
    threads(
        () -> {
          data[0] = 1;
          s.set(1);
        },
        () -> {
          while (s.get() == 0) {
            Thread.onSpinWait();
          }
          use(data[0]);
        });
  }

  @Racy
  static void fencedWriteAndPlainRead() throws Exception {
    Sequence s = new Sequence();
    threads(() -> s.set(1), () -> use(s.value));
  }

  // ---- a handle that names a subclass of the one that declares the field

  private static class Inherits extends Sequence {
    static final VarHandle VALUE;

    static {
      try {
        VALUE = MethodHandles.lookup().findVarHandle(Inherits.class, "value", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  @RaceFree
  static void handleOfAnInheritedField() throws Exception {
    Inherits s = new Inherits();
    int[] data = new int[1];
    threads(
        () -> {
          data[0] = 1;
          Inherits.VALUE.setRelease(s, 1L);
        },
        () -> {
          while (s.get() == 0) {
            Thread.onSpinWait();
          }
          use(data[0]);
        });
  }

  @Racy
  static void handleOfAnInheritedFieldAndPlainRead() throws Exception {
    Inherits s = new Inherits();
    threads(() -> Inherits.VALUE.setRelease(s, 1L), () -> use(s.value));
  }

  /** The write that releases is over for who has acquired it: it may be overwritten plainly. */
  @RaceFree
  static void releasedElementIsClearedPlainly() throws Exception {
    Object[] elements = new Object[1];
    VarHandle element = MethodHandles.arrayElementVarHandle(Object[].class);
    threads(
        () -> element.setRelease(elements, 0, "x"),
        () -> {
          while (element.getAcquire(elements, 0) == null) {
            Thread.onSpinWait();
          }
          elements[0] = null;
        });
  }

  // ---- subclasses of what is atomic

  private static final class Ring extends AtomicReferenceArray<int[]> {
    private static final long serialVersionUID = 1;

    Ring() {
      super(1);
    }

    void put(int[] value) {
      lazySet(0, value);
    }

    int[] take() {
      return get(0);
    }
  }

  @RaceFree
  static void subclassOfAnAtomicArray() throws Exception {
    Ring ring = new Ring();
    threads(
        () -> {
          int[] data = new int[1];
          data[0] = 1;
          ring.put(data);
        },
        () -> {
          int[] data;
          while ((data = ring.take()) == null) {
            Thread.onSpinWait();
          }
          data[0]++;
        });
  }

  // ---- copies

  private static final class Page implements Cloneable {
    int keys;

    Page copy() {
      try {
        return (Page) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** That the original was read by another thread is nothing to the copy. */
  @RaceFree
  static void copyIsWrittenWhileTheOriginalIsRead() throws Exception {
    Page page = new Page();
    page.keys = 1;
    threads(() -> use(page.keys), () -> page.copy().keys++, () -> page.copy().keys++);
  }

  @Racy
  static void originalIsWrittenWhileItIsCopied() throws Exception {
    Page page = new Page();
    threads(() -> page.keys++, () -> page.copy().keys++);
  }

  // ---- what initialisers make

  private enum Colour {
    RED,
    GREEN
  }

  /** The table of such a switch is made by a class of its own, when it is first needed. */
  @RaceFree
  static void switchOverAnEnum() throws Exception {
    threads(() -> use(number(Colour.RED)), () -> use(number(Colour.GREEN)));
  }

  private static int number(Colour c) {
    switch (c) {
      case RED:
        return 1;
      case GREEN:
        return 2;
    }
    return 0;
  }

  private interface Constants {
    int[] TABLE = {1, 2, 3};
  }

  private static final class Has implements Constants {}

  @RaceFree
  @SuppressWarnings("static-access")
  static void constantOfAnInterface() throws Exception {
    threads(() -> use(Constants.TABLE[1]), () -> use(Has.TABLE[1]), () -> use(Constants.TABLE[2]));
  }

  @Racy
  static void elementOfAConstantOfAnInterface() throws Exception {
    threads(() -> Constants.TABLE[0]++, () -> use(Constants.TABLE[0]));
  }
}
