package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

/**
 * Objects in objects, after Go's {@code comp_test.go}: to assign a structure is to assign its
 * fields.
 */
final class GoComp {
  private GoComp() {}

  private static final class P {
    int x;
    int y;
  }

  private static final class S {
    final P s1 = new P();
    final P s2 = new P();
  }

  private static final class Ptr {
    P s1 = new P();
    P s2 = new P();
  }

  @RaceFree
  static void noRaceComp() throws Exception {
    S s = new S();
    together(() -> s.s2.x = 1, () -> s.s2.y = 2);
  }

  @RaceFree
  static void noRaceComp2() throws Exception {
    S s = new S();
    together(() -> s.s1.x = 1, () -> s.s1.y = 2);
  }

  @Racy
  static void raceComp() throws Exception {
    S s = new S();
    together(() -> s.s2.y = 1, () -> s.s2.y = 2);
  }

  @Racy
  static void raceComp2() throws Exception {
    S s = new S();
    together(
        () -> s.s1.x = 1,
        () -> {
          s.s1.x = 0;
          s.s1.y = 0;
          s.s2.x = 0;
          s.s2.y = 0;
        });
  }

  @Racy
  static void raceComp3() throws Exception {
    S s = new S();
    together(
        () -> s.s2.y = 1,
        () -> {
          s.s1.x = 0;
          s.s1.y = 0;
          s.s2.x = 0;
          s.s2.y = 0;
        });
  }

  @Racy
  static void raceCompArray() throws Exception {
    S[] a = new S[10];
    for (int i = 0; i < a.length; i++) {
      a[i] = new S();
    }
    var v =
        new Object() {
          int x = 4;
        };
    together(() -> a[v.x].s2.y = 1, () -> v.x = 5);
  }

  @Racy
  static void raceConv1() throws Exception {
    P p = new P();
    together(() -> p.x = 1, () -> use((long) p.x));
  }

  @Racy
  static void raceConv2() throws Exception {
    P p = new P();
    Object same = p;
    together(() -> p.x = 1, () -> use(((P) same).x));
  }

  @Racy
  static void raceConv3() throws Exception {
    S s = new S();
    Object same = s;
    together(() -> s.s1.x = 1, () -> use(((S) same).s1.x));
  }

  @Racy
  static void raceConv4() throws Exception {
    P[] v = {new P(), new P(), new P(), new P()};
    Object same = v;
    together(() -> v[1].x = 1, () -> use(((P[]) same)[1].x));
  }

  @RaceFree
  static void noRaceCompPtr() throws Exception {
    Ptr p = new Ptr();
    together(() -> p.s1.x = 1, () -> p.s1.y = 2);
  }

  @RaceFree
  static void noRaceCompPtr2() throws Exception {
    Ptr p = new Ptr();
    together(
        () -> p.s1.x = 1,
        () -> {
          use(p.s1);
          use(p.s2);
        });
  }

  @Racy
  static void raceCompPtr() throws Exception {
    Ptr p = new Ptr();
    together(() -> p.s2.x = 1, () -> p.s2.x = 2);
  }

  @Racy
  static void raceCompPtr2() throws Exception {
    Ptr p = new Ptr();
    together(() -> p.s2.x = 1, () -> p.s2 = new P());
  }
}
