package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Accesses and calls by reflection. */
final class Reflection {
  private Reflection() {}

  static final class Node {
    int data;
    volatile int v;
    String text = "";
    private long secret;

    void increment() {
      data++;
    }

    synchronized void lockedIncrement() {
      data++;
    }
  }

  static final class Plain {
    int data;

    void increment() {
      data++;
    }
  }

  private static int staticData;

  @Racy
  static void fieldSetAndField() throws Exception {
    Field f = Node.class.getDeclaredField("data");
    Node n = new Node();
    threads(() -> f.setInt(n, 1), () -> use(n.data));
  }

  @Racy
  static void fieldAndFieldGet() throws Exception {
    Field f = Node.class.getDeclaredField("text");
    Node n = new Node();
    threads(() -> n.text = "a", () -> use(f.get(n)));
  }

  @Racy
  static void privateField() throws Exception {
    Field f = Node.class.getDeclaredField("secret");
    f.setAccessible(true);
    Node n = new Node();
    threads(() -> f.set(n, 1L), () -> use(n.secret));
  }

  @Racy
  static void staticField() throws Exception {
    Field f = Reflection.class.getDeclaredField("staticData");
    threads(() -> f.setInt(null, 1), () -> use(staticData));
  }

  /** A volatile field is volatile by reflection, too. */
  @RaceFree
  static void volatileField() throws Exception {
    Field f = Node.class.getDeclaredField("v");
    Node n = new Node();
    threads(
        () -> {
          n.data = 1;
          f.setInt(n, 1);
        },
        () -> {
          while (n.v == 0) {
            Thread.yield();
          }
          use(n.data);
        });
  }

  @RaceFree
  static void fieldUnderALock() throws Exception {
    Field f = Node.class.getDeclaredField("data");
    Node n = new Node();
    threads(
        () -> {
          synchronized (n) {
            f.setInt(n, 1);
          }
        },
        () -> {
          synchronized (n) {
            use(f.getInt(n));
          }
        });
  }

  @RaceFree
  static void twoFields() throws Exception {
    Field f = Node.class.getDeclaredField("data");
    Field g = Node.class.getDeclaredField("text");
    Node n = new Node();
    threads(() -> f.setInt(n, 1), () -> g.set(n, "a"));
  }

  @Racy
  static void method() throws Exception {
    Method m = Plain.class.getDeclaredMethod("increment");
    Plain n = new Plain();
    threads(() -> m.invoke(n), () -> n.data++);
  }

  @RaceFree
  static void synchronizedMethod() throws Exception {
    Method m = Node.class.getDeclaredMethod("lockedIncrement");
    Node n = new Node();
    threads(() -> m.invoke(n), () -> n.lockedIncrement());
  }

  @Racy
  static void arrayElement() throws Exception {
    int[] a = new int[2];
    threads(() -> Array.setInt(a, 1, 1), () -> use(a[1]));
  }

  @RaceFree
  static void arrayElementsSideBySide() throws Exception {
    int[] a = new int[2];
    threads(() -> Array.setInt(a, 1, 1), () -> use(Array.get(a, 0)));
  }

  @Racy
  static void proxy() throws Exception {
    var s =
        new Object() {
          int calls;
        };
    Runnable r =
        (Runnable)
            Proxy.newProxyInstance(
                Reflection.class.getClassLoader(),
                new Class<?>[] {Runnable.class},
                (_, _, _) -> {
                  s.calls++;
                  return null;
                });
    threads(r::run, r::run);
  }

  @RaceFree
  static void constructor() throws Exception {
    var constructor = Plain.class.getDeclaredConstructor();
    threads(() -> constructor.newInstance().data++, () -> constructor.newInstance().data++);
  }
}
