package dev.millrace.bench;

import java.util.List;
import java.util.stream.Stream;

/** A system that is measured, a column of the table. */
enum Contender {
  GO("go", Platform.NATIVE, "go", "Go"),
  TUNED("tuned", Platform.JVM, "millrace", "Millrace on its own scheduler"),
  PLAIN("plain", Platform.JVM, "millrace", "Millrace as a library, on the JDK's scheduler"),
  JOX("jox", Platform.JVM, "jox", "Jox on virtual threads"),
  KOTLIN("kotlin", Platform.JVM, "kotlin", "Kotlin's coroutines, Dispatchers.Default"),
  JUC("juc", Platform.JVM, "juc", "java.util.concurrent on virtual threads"),
  NODE("node", Platform.NODE, "node", "Node.js: promises and worker threads"),
  /** Beside {@link #TUNED} it shows what the probe's call sites cost. */
  BARE("bare", Platform.JVM, "millrace", "tuned, without the call sites of the probe"),
  /** What a switch of stacks costs, times the switches that the row's operation needs. */
  FLOOR("floor", Platform.JVM, "floor", "park and unpark, and nothing else"),
  RAW("raw", Platform.JVM, "floor", "the switch of continuations below park and unpark"),
  /** As {@code millrace run} starts a program. */
  JAVA("java", Platform.JVM, "race", "a program of Millrace as millrace run starts it"),
  JAVA_RACE("java -race", Platform.JVM, "race", "the same, with the race detector"),
  GO_RACE("go -race", Platform.NATIVE, "go", "Go, built with -race");

  /** What a contender needs to be installed. */
  enum Platform {
    JVM,
    NATIVE,
    NODE
  }

  /**
   * The flags of every JVM, whatever system and row: the collector that disturbs hand-offs least, a
   * young generation that is there before it is used, and room for a million goroutines.
   */
  private static final List<String> COMMON_FLAGS =
      List.of(
          "-XX:+UseParallelGC",
          "-Xms320m",
          "-Xmn256m",
          "-XX:+AlwaysPreTouch",
          "-XX:MaxRAMPercentage=50",
          "-Xshare:auto");

  private final String title;
  private final Platform platform;
  private final String suite;
  private final String description;

  Contender(String title, Platform platform, String suite, String description) {
    this.title = title;
    this.platform = platform;
    this.suite = suite;
    this.description = description;
  }

  /** What can be asked for, in the order of the columns. */
  static List<Contender> offered() {
    return List.of(GO, TUNED, BARE, PLAIN, JOX, KOTLIN, JUC, NODE);
  }

  static Contender of(String title) {
    for (Contender contender : values()) {
      if (contender.title.equals(title)) {
        return contender;
      }
    }
    throw new IllegalArgumentException("unknown system: " + title);
  }

  String title() {
    return title;
  }

  Platform platform() {
    return platform;
  }

  /** The name by which the worker finds the rows. */
  String suite() {
    return suite;
  }

  String description() {
    return description;
  }

  /** What Millrace is compared with on the JVM. */
  boolean isPeer() {
    return this == JOX || this == KOTLIN || this == JUC;
  }

  boolean isOurs() {
    return this == PLAIN || this == TUNED;
  }

  boolean isFloor() {
    return this == FLOOR || this == RAW;
  }

  /** The flags of the JVM, the same for all rows but for the number of carriers. */
  List<String> flags() {
    return switch (this) {
      case FLOOR, RAW ->
          with(
              "--add-opens=java.base/java.lang=ALL-UNNAMED",
              "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
      case TUNED, BARE -> with("--add-opens=java.base/java.lang=ALL-UNNAMED");
      case PLAIN, JOX, KOTLIN, JUC -> COMMON_FLAGS;
      case JAVA, JAVA_RACE -> launcherFlags();
      case GO, GO_RACE, NODE -> List.of();
    };
  }

  /** What the script {@code millrace} says that it gives to every program. */
  private static List<String> launcherFlags() {
    return Stream.of(System.getProperty("millrace.flags", "").split(" "))
        .filter(flag -> !flag.isEmpty())
        .toList();
  }

  private static List<String> with(String... more) {
    return Stream.concat(COMMON_FLAGS.stream(), Stream.of(more)).toList();
  }
}
