package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;

/** The initialization of a class happens before its use by whoever finds it initialized. */
final class JmmClassInit {
  private JmmClassInit() {}

  private static final class Holder {
    static final int[] VALUES = {1, 2, 3};
  }

  @RaceFree
  static void holderIdiom() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Holder.VALUES[0]);
          made.signal();
        },
        () -> {
          made.await();
          use(Holder.VALUES[1]);
        });
  }

  private static final class Mutable {
    static int count;

    static {
      count = 5;
    }
  }

  @RaceFree
  static void staticFieldSetByTheInitializer() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Mutable.count);
          made.signal();
        },
        () -> {
          made.await();
          use(Mutable.count);
        });
  }

  private static final class Late {
    static int count;

    static {
      count = 5;
    }
  }

  @Racy
  static void staticFieldSetAfterTheInitializer() throws Exception {
    threads(() -> Late.count = 6, () -> use(Late.count));
  }

  private static final class Filled {
    static final int[] VALUES = new int[3];
  }

  @Racy
  static void holderFilledLater() throws Exception {
    threads(() -> Filled.VALUES[0] = 1, () -> use(Filled.VALUES[0]));
  }

  private enum Single {
    INSTANCE;

    private int state = 1;
  }

  @RaceFree
  static void enumSingleton() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Single.INSTANCE.state);
          made.signal();
        },
        () -> {
          made.await();
          use(Single.INSTANCE.state);
        });
  }

  private enum Counter {
    INSTANCE;

    private int state;
  }

  @Racy
  static void enumWithState() throws Exception {
    threads(() -> Counter.INSTANCE.state++, () -> Counter.INSTANCE.state++);
  }

  private static final class Slow {
    static int value;

    static {
      try {
        Unordered.pause();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      value = 1;
    }
  }

  /** One initializes, the other waits for it. */
  @RaceFree
  static void waitingForAnInitializer() throws Exception {
    threads(() -> use(Slow.value), () -> use(Slow.value));
  }

  private static final class Data {
    int x;
  }

  private static final class Carrier {
    static final Data DATA;

    static {
      DATA = new Data();
      DATA.x = 1;
    }
  }

  @RaceFree
  static void contentsMadeByTheInitializer() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Carrier.DATA.x);
          made.signal();
        },
        () -> {
          made.await();
          use(Carrier.DATA.x);
        });
  }

  private interface Constants {
    int[] VALUES = {4, 5};
  }

  @RaceFree
  static void fieldOfAnInterface() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Constants.VALUES[0]);
          made.signal();
        },
        () -> {
          made.await();
          use(Constants.VALUES[1]);
        });
  }

  private static class Above {
    static int x;

    static {
      x = 1;
    }
  }

  private static final class Below extends Above {
    static int y;

    static {
      y = x + 1;
    }
  }

  @RaceFree
  static void superclassIsInitializedFirst() throws Exception {
    Unordered made = new Unordered();
    threads(
        () -> {
          use(Below.y);
          made.signal();
        },
        () -> {
          made.await();
          use(Below.y + Above.x);
        });
  }
}
