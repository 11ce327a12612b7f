package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The modes of {@link VarHandle}, on fields, static fields and arrays; and method handles. */
final class JmmVarHandle {
  private JmmVarHandle() {}

  private static final class Node {
    int data;
    int flag;
    long count;
    volatile int v;
  }

  private static int staticFlag;
  private static int staticData;
  private static int staticPlain;

  private static final VarHandle FLAG;
  private static final VarHandle COUNT;
  private static final VarHandle V;
  private static final VarHandle STATIC;
  private static final VarHandle STATIC_PLAIN;
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final MethodHandle SET_DATA;
  private static final MethodHandle GET_DATA;
  private static final MethodHandle SET_V;
  private static final MethodHandle SET_STATIC;
  private static final MethodHandle SET_ELEMENT = MethodHandles.arrayElementSetter(int[].class);
  private static final MethodHandle GET_ELEMENT = MethodHandles.arrayElementGetter(int[].class);

  private static int staticByHandle;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      FLAG = l.findVarHandle(Node.class, "flag", int.class);
      COUNT = l.findVarHandle(Node.class, "count", long.class);
      V = l.findVarHandle(Node.class, "v", int.class);
      STATIC = l.findStaticVarHandle(JmmVarHandle.class, "staticFlag", int.class);
      STATIC_PLAIN = l.findStaticVarHandle(JmmVarHandle.class, "staticPlain", int.class);
      SET_DATA = l.findSetter(Node.class, "data", int.class);
      GET_DATA = l.findGetter(Node.class, "data", int.class);
      SET_V = l.findSetter(Node.class, "v", int.class);
      SET_STATIC = l.findStaticSetter(JmmVarHandle.class, "staticByHandle", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Racy
  static void plainPlain() throws Exception {
    Node n = new Node();
    threads(() -> FLAG.set(n, 1), () -> use((int) FLAG.get(n)));
  }

  @Racy
  static void plainHandleAndField() throws Exception {
    Node n = new Node();
    threads(() -> FLAG.set(n, 1), () -> use(n.flag));
  }

  /** Opaque accesses of one variable do not race with each other. */
  @RaceFree
  static void opaqueOpaque() throws Exception {
    Node n = new Node();
    threads(() -> FLAG.setOpaque(n, 1), () -> use((int) FLAG.getOpaque(n)));
  }

  @Racy
  static void opaquePublishesNothing() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          FLAG.setOpaque(n, 1);
        },
        () -> {
          while ((int) FLAG.getOpaque(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void releaseAcquire() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          FLAG.setRelease(n, 1);
        },
        () -> {
          while ((int) FLAG.getAcquire(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @Racy
  static void releaseOpaque() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          FLAG.setRelease(n, 1);
        },
        () -> {
          while ((int) FLAG.getOpaque(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @Racy
  static void opaqueAcquire() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          FLAG.setOpaque(n, 1);
        },
        () -> {
          while ((int) FLAG.getAcquire(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void volatileVolatile() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          FLAG.setVolatile(n, 1);
        },
        () -> {
          while ((int) FLAG.getVolatile(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void compareAndSet() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use(FLAG.compareAndSet(n, 0, 1));
        },
        () -> {
          while (!FLAG.compareAndSet(n, 1, 2)) {
            Thread.yield();
          }
          n.data = 2;
        });
  }

  @RaceFree
  static void spinLock() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          while (!FLAG.weakCompareAndSetAcquire(n, 0, 1)) {
            Thread.yield();
          }
          n.data++;
          FLAG.setRelease(n, 0);
        },
        () -> {
          while (!FLAG.weakCompareAndSetAcquire(n, 0, 1)) {
            Thread.yield();
          }
          n.data++;
          FLAG.setRelease(n, 0);
        });
  }

  @Racy
  static void spinLockThatReleasesNothing() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          while (!FLAG.weakCompareAndSetAcquire(n, 0, 1)) {
            Thread.yield();
          }
          n.data++;
          FLAG.setOpaque(n, 0);
        },
        () -> {
          while (!FLAG.weakCompareAndSetAcquire(n, 0, 1)) {
            Thread.yield();
          }
          n.data++;
          FLAG.setOpaque(n, 0);
        });
  }

  @RaceFree
  static void getAndAdd() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use((long) COUNT.getAndAdd(n, 1L));
        },
        () -> {
          while ((long) COUNT.getAndAdd(n, 0L) == 0) {
            Thread.yield();
          }
          n.data = 2;
        });
  }

  @RaceFree
  static void getAndAddReleaseSeenByAcquire() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use((long) COUNT.getAndAddRelease(n, 1L));
        },
        () -> {
          while ((long) COUNT.getAcquire(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  /** An exchange in acquire mode releases nothing. */
  @Racy
  static void getAndAddAcquireReleasesNothing() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use((long) COUNT.getAndAddAcquire(n, 1L));
        },
        () -> {
          while ((long) COUNT.getAcquire(n) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void compareAndExchange() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use((int) FLAG.compareAndExchangeRelease(n, 0, 1));
        },
        () -> {
          while ((int) FLAG.compareAndExchangeAcquire(n, 1, 2) != 1) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void getAndSetAndBitwise() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          use((int) FLAG.getAndBitwiseOr(n, 4));
        },
        () -> {
          while ((int) FLAG.getAndSet(n, 0) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  /** A volatile field that is read through a handle in plain mode. */
  @Racy
  static void plainReadOfAVolatileField() throws Exception {
    Node n = new Node();
    Unordered written = new Unordered();
    threads(
        () -> {
          n.data = 1;
          n.v = 1;
          written.signal();
        },
        () -> {
          written.await();
          use((int) V.get(n));
          use(n.data);
        });
  }

  @RaceFree
  static void volatileFieldAndItsHandle() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          V.setVolatile(n, 1);
        },
        () -> {
          while (n.v == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void staticField() throws Exception {
    threads(
        () -> {
          staticData = 1;
          STATIC.setRelease(1);
        },
        () -> {
          while ((int) STATIC.getAcquire() == 0) {
            Thread.yield();
          }
          use(staticData);
        });
  }

  @Racy
  static void staticFieldPlain() throws Exception {
    threads(() -> STATIC_PLAIN.set(1), () -> use(staticPlain));
  }

  @RaceFree
  static void element() throws Exception {
    int[] a = new int[2];
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          ELEMENT.setVolatile(a, 1, 1);
        },
        () -> {
          while ((int) ELEMENT.getVolatile(a, 1) == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @Racy
  static void anotherElement() throws Exception {
    int[] a = new int[2];
    Node n = new Node();
    Unordered written = new Unordered();
    threads(
        () -> {
          n.data = 1;
          ELEMENT.setVolatile(a, 0, 1);
          written.signal();
        },
        () -> {
          written.await();
          use((int) ELEMENT.getVolatile(a, 1));
          use(n.data);
        });
  }

  @Racy
  static void elementPlain() throws Exception {
    int[] a = new int[2];
    threads(() -> ELEMENT.set(a, 1, 1), () -> use(a[1]));
  }

  @RaceFree
  static void elementsSideBySide() throws Exception {
    int[] a = new int[2];
    threads(() -> ELEMENT.set(a, 0, 1), () -> a[1] = 1);
  }

  /** An element written by exchanges only, and read plainly by its owner after the end. */
  @RaceFree
  static void elementReadAfterJoin() throws Exception {
    int[] a = new int[1];
    threads(
        () -> use((int) ELEMENT.getAndAdd(a, 0, 1)), () -> use((int) ELEMENT.getAndAdd(a, 0, 1)));
    use(a[0]);
  }

  @Racy
  static void methodHandles() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          try {
            SET_DATA.invokeExact(n, 1);
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> {
          try {
            use((int) GET_DATA.invokeExact(n));
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @RaceFree
  static void methodHandlesUnderALock() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          synchronized (n) {
            try {
              SET_DATA.invokeExact(n, 1);
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          }
        },
        () -> {
          synchronized (n) {
            use(n.data);
          }
        });
  }

  /** The setter of a volatile field writes it as a volatile. */
  @RaceFree
  static void methodHandleOfAVolatileField() throws Exception {
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          try {
            SET_V.invokeExact(n, 1);
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> {
          while (n.v == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @Racy
  static void methodHandleOfAStaticField() throws Exception {
    threads(
        () -> {
          try {
            SET_STATIC.invokeExact(1);
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> use(staticByHandle));
  }

  @Racy
  static void methodHandleOfAnElement() throws Exception {
    int[] a = new int[1];
    threads(
        () -> {
          try {
            SET_ELEMENT.invokeExact(a, 0, 1);
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> use(a[0]));
  }

  @Racy
  static void elementReadByMethodHandle() throws Exception {
    int[] a = new int[1];
    threads(
        () -> {
          try {
            use((int) GET_ELEMENT.invokeExact(a, 0));
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> a[0] = 1);
  }

  @RaceFree
  static void twoElementsByMethodHandle() throws Exception {
    int[] a = new int[2];
    threads(
        () -> {
          try {
            SET_ELEMENT.invoke(a, 0, 1);
            use((int) GET_ELEMENT.invoke(a, 0));
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        },
        () -> a[1] = 1);
  }
}
