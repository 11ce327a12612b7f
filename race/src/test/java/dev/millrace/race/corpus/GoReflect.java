package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import java.lang.reflect.Array;
import java.lang.reflect.Field;

/** Reflection, after Go's {@code reflect_test.go}. */
final class GoReflect {
  private GoReflect() {}

  private static final class Box {
    int i;
  }

  @Racy
  static void raceReflectRW() throws Exception {
    Box box = new Box();
    Field f = Box.class.getDeclaredField("i");
    together(() -> f.setInt(box, 1), () -> use(f.getInt(box)));
    use(box.i);
  }

  @Racy
  static void raceReflectWW() throws Exception {
    Box box = new Box();
    Field f = Box.class.getDeclaredField("i");
    together(() -> f.setInt(box, 1), () -> f.setInt(box, 2));
  }

  @Racy
  static void raceReflectCopyWW() throws Exception {
    byte[] a = new byte[2];
    together(
        () -> Array.setByte(a, 0, Array.getByte(a, 0)),
        () -> Array.setByte(a, 0, Array.getByte(a, 0)));
  }
}
