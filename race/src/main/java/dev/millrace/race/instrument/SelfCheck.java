package dev.millrace.race.instrument;

import dev.millrace.race.runtime.Reports;
import java.lang.reflect.Constructor;

/**
 * Whether the detector finds a race that is there. Its class is defined as a program's are, so that
 * all that makes a race be found is in it: the agent, the filter, the rewriting and the judgement.
 */
final class SelfCheck {
  private static final String RACY = "dev.millrace.race.check.Known";

  private SelfCheck() {}

  /** Of no loader that anything else is in, and gone with it. */
  private static final class Throwaway extends ClassLoader {
    Throwaway() {
      super(null);
    }

    Class<?> define(byte[] bytes) {
      return defineClass(RACY, bytes, 0, bytes.length);
    }
  }

  /** Whether the race is found; nobody is told of it. */
  static boolean passes() throws Exception {
    byte[] bytes = Installation.bytes(RACY);
    Constructor<?> constructor = new Throwaway().define(bytes).getConstructor();
    Runnable racy = (Runnable) constructor.newInstance();
    return Reports.finds(() -> {
      // Neither is joined before the other is started: that would be an edge.
      Thread first = new Thread(racy);
      Thread second = new Thread(racy);
      first.start();
      second.start();
      join(first);
      join(second);
    });
  }

  private static void join(Thread t) {
    try {
      t.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e); // nobody knows these threads
    }
  }
}
