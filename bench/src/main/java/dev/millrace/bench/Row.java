package dev.millrace.bench;

import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * One line of the table, or several: what is done, how much of it, and what must come out.
 *
 * @param name by which it is asked for
 * @param group what it is shown with
 * @param description one line; says what one operation is
 * @param n how much is done in a run; what it counts is the body's to say
 * @param quickN the same for a quick run
 * @param operations how many operations a run of n is
 * @param expected what a run of n must return
 * @param switches how many switches of stacks an operation needs, if it is bound by them; or 0
 * @param stacks how many stacks take turns in these
 * @param carriers how many carriers (GOMAXPROCS) it runs on; 0: one a processor
 * @param figures what it yields
 */
record Row(
    String name,
    Group group,
    String description,
    int n,
    int quickN,
    IntToLongFunction operations,
    IntToLongFunction expected,
    double switches,
    int stacks,
    int carriers,
    List<Figure> figures) {
  /** The chapters of the table. */
  enum Group {
    CHANNELS("Channels and goroutines"),
    SELECT("Select"),
    CROSSBEAM("Crossbeam's shapes"),
    SYNC("sync, context, time"),
    SCALE("Scale"),
    LATENCY("Latency and politeness"),
    WORK("Parallel work"),
    MEMORY("Bound by memory"),
    COMPUTE("Bound by computing"),
    STANDARD("Allocation and the standard library"),
    FOOTPRINT("Memory in use"),
    START("Start to end of a program that says hello");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** A row whose time is measured: n operations, whose elements must add up to {@code expected}. */
  static Row timed(
      Group group, String name, String description, int n, int quickN, IntToLongFunction expected) {
    return new Row(
        name, group, description, n, quickN, m -> m, expected, 0, 0, 0, List.of(Figure.TIME));
  }

  /** A row that measures figures of its own. */
  static Row measured(
      Group group,
      String name,
      String description,
      int n,
      int quickN,
      IntToLongFunction expected,
      Figure... figures) {
    return new Row(
        name, group, description, n, quickN, m -> m, expected, 0, 0, 0, List.of(figures));
  }

  Row operations(IntToLongFunction count) {
    return new Row(
        name, group, description, n, quickN, count, expected, switches, stacks, carriers, figures);
  }

  Row switches(double each, int amongStacks) {
    return new Row(
        name,
        group,
        description,
        n,
        quickN,
        operations,
        expected,
        each,
        amongStacks,
        carriers,
        figures);
  }

  Row carriers(int count) {
    return new Row(
        name,
        group,
        description,
        n,
        quickN,
        operations,
        expected,
        switches,
        stacks,
        count,
        figures);
  }

  boolean isSwitchBound() {
    return switches > 0;
  }

  /** Whether it measures figures of its own: it is then run once a round. */
  boolean isMeasured() {
    return !figures.equals(List.of(Figure.TIME));
  }
}
