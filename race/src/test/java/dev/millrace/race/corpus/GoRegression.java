package dev.millrace.race.corpus;

import static dev.millrace.Go.go;
import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Goroutine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** After Go's {@code regression_test.go} and {@code issue12664_test.go}. */
final class GoRegression {
  private GoRegression() {}

  private static int makeChanCalls;
  private static String greeting = "hi";
  private static int second;
  private static int third;
  private static int fourth;

  @Racy
  static void raceUnaddressableMapLen() throws Exception {
    Map<Integer, Map<Integer, Integer>> m = new HashMap<>();
    m.put(0, new HashMap<>());
    together(() -> use(m.get(0).size()), () -> m.get(0).put(0, 1));
  }

  @RaceFree
  static void noRaceStackPushPop() throws Exception {
    class Stack {
      int[] a = {};

      void push(int x) {
        a = Arrays.copyOf(a, a.length + 1);
        a[a.length - 1] = x;
      }

      int pop() {
        int x = a[a.length - 1];
        a = Arrays.copyOf(a, a.length - 1);
        return x;
      }
    }

    Stack s = new Stack();
    Goroutine g = go(() -> use(s));
    s.push(1);
    use(s.pop());
    g.join();
  }

  @RaceFree
  static void noRaceRpcChan() throws Exception {
    makeChanCalls = 0;
    makeChanCalls++;
    Chan<Boolean> c = Chan.make(1);
    c.send(true);
    use(c.receive());
    use(makeChanCalls);
  }

  /** To return a value reads it, and writes it nowhere. */
  @RaceFree
  static void noRaceReturn() throws Exception {
    class Returning {
      int a;

      int run(Chan<Integer> c) {
        a = 42;
        go(() -> {
          use(a);
          c.send(1);
        });
        return a;
      }
    }

    Chan<Integer> c = Chan.make();
    use(new Returning().run(c));
    c.receive();
  }

  @RaceFree
  static void noRaceForInfiniteLoop() throws Exception {
    interface Foo {
      boolean[] foo();
    }

    Foo x = () -> new boolean[] {false};
    while (x.foo()[0]) {
      Thread.yield();
    }
  }

  @Racy
  static void raceIssue12664() throws Exception {
    together(() -> greeting = "bye", () -> use(greeting));
  }

  @Racy
  static void raceIssue12664_2() throws Exception {
    together(
        () -> second = 1,
        () -> {
          Object x = second;
          use(x);
        });
  }

  @Racy
  static void raceIssue12664_3() throws Exception {
    Object i = 0;
    together(() -> third = 1, () -> third = (Integer) i);
  }

  @Racy
  static void raceIssue12664_4() throws Exception {
    Comparable<?> i = 0;
    together(() -> fourth = 1, () -> fourth = (Integer) i);
  }
}
