package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

/** Strings and what they are built with. */
final class Strings {
  private Strings() {}

  @Racy
  static void stringBuilderAppendAndAppend() throws Exception {
    StringBuilder b = new StringBuilder(64);
    threads(() -> b.append('a'), () -> b.append('b'));
  }

  @Racy
  static void stringBuilderAppendAndToString() throws Exception {
    StringBuilder b = new StringBuilder(64);
    threads(() -> b.append("a"), () -> use(b.toString()));
  }

  @Racy
  static void stringBuilderAppendAndLength() throws Exception {
    StringBuilder b = new StringBuilder(64);
    threads(() -> b.append(1), () -> use(b.length()));
  }

  @Racy
  static void stringBuilderSetCharAtAndCharAt() throws Exception {
    StringBuilder b = new StringBuilder("abc");
    threads(() -> b.setCharAt(1, 'x'), () -> use(b.charAt(1)));
  }

  /** What is appended is read. */
  @Racy
  static void stringBuilderAppendedToAnother() throws Exception {
    StringBuilder a = new StringBuilder("abc");
    StringBuilder b = new StringBuilder(64);
    threads(() -> b.append(a), () -> a.append('d'));
  }

  @RaceFree
  static void stringBuilderReadOnly() throws Exception {
    StringBuilder b = new StringBuilder("abc");
    threads(() -> use(b.toString()), () -> use(b.charAt(1)));
  }

  @RaceFree
  static void stringBuilderUnderALock() throws Exception {
    StringBuilder b = new StringBuilder();
    threads(
        () -> {
          synchronized (b) {
            b.append('a');
          }
        },
        () -> {
          synchronized (b) {
            b.append('b');
          }
        });
  }

  @RaceFree
  static void stringBuilderOfEach() throws Exception {
    threads(
        () -> use(new StringBuilder().append(1).append("a").toString()),
        () -> use(new StringBuilder().append(2).append("b").toString()));
  }

  @RaceFree
  static void stringBuffer() throws Exception {
    StringBuffer b = new StringBuffer();
    threads(() -> b.append('a'), () -> b.append('b'), () -> use(b.toString()));
  }

  @RaceFree
  static void sharedString() throws Exception {
    String s = "a" + System.nanoTime();
    threads(
        () -> use(s.hashCode()),
        () -> use(s.hashCode()),
        () -> use(s.toUpperCase(java.util.Locale.ROOT)));
  }

  @Racy
  static void stringField() throws Exception {
    var s =
        new Object() {
          String text = "a";
        };
    threads(() -> s.text += "b", () -> s.text += "c");
  }

  @Racy
  static void concatenatedFields() throws Exception {
    var s =
        new Object() {
          int n;
        };
    threads(() -> s.n = 1, () -> use("n = " + s.n));
  }

  @RaceFree
  static void stringSwitch() throws Exception {
    String s = "two".repeat(1);
    threads(
        () -> {
          switch (s) {
            case "one" -> use(1);
            case "two" -> use(2);
            default -> use(3);
          }
        },
        () -> use(s.equals("two")));
  }
}
