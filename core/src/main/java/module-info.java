/**
 * Go's concurrency for Java: goroutines, channels, {@code select}, contexts, and the tools that
 * find what goes wrong with them.
 *
 * <p>These pages read from first to last like a short book. Each ends with where to go on.
 *
 * <h2>The idea</h2>
 *
 * <p>A <i>goroutine</i> is a function that runs beside the one that started it. It is a whole
 * thread of control: it may loop, block, sleep and call whatever it likes, and when it waits it
 * simply waits. It is also so light that a program may have a million of them.
 *
 * <p>A <i>channel</i> is a typed pipe between goroutines. One sends, another receives, and whoever
 * comes first waits for the other. That is how they exchange data, and also how they agree on who
 * is how far: there is no shared variable to guard and no callback to register.
 *
 * <p>A <i>select</i> waits for several channels at once and goes on with whichever is ready first.
 * The rest is built from these three, or stands beside them because a channel would be a detour.
 *
 * <h2>Contents</h2>
 *
 * <ol>
 *   <li>{@linkplain dev.millrace Goroutines, channels and select}: the language, as it were. Begin
 *       here.
 *   <li>{@linkplain dev.millrace.sync Waiting and locking}: wait groups, mutexes, groups that fail
 *       together, limits.
 *   <li>{@linkplain dev.millrace.context Stopping}: deadlines and cancellation that reach across
 *       goroutines, and values that go with a request.
 *   <li>{@linkplain dev.millrace.time Time}: timers and tickers as channels, and clocks for tests.
 *   <li>{@linkplain dev.millrace.pipeline Pipelines}: worker pools, fan-out, fan-in, ordered
 *       parallel maps, ready-made.
 * </ol>
 *
 * <h2>Three lines to begin with</h2>
 *
 * <p>A file that begins with {@code import module dev.millrace;} and {@code import static
 * dev.millrace.Go.*;} has everything: no name here clashes with one of {@code java.base}. On the
 * class path, where there is no module to import, import the packages. {@code ./millrace run
 * FILE.java} runs such a file with Go's rules: an exception that nobody catches in any goroutine
 * ends the program, and so does the return of {@code main}.
 *
 * <h2>Rules that hold everywhere</h2>
 *
 * <ul>
 *   <li><b>Interrupts.</b> To interrupt a goroutine is to tell it to stop. What can block throws
 *       {@link InterruptedException} then, and nothing has moved; the exceptions to this are named
 *       where they are.
 *   <li><b>Time</b> is a {@link java.time.Duration}, never a bare number. Zero or less means to try
 *       once.
 *   <li><b>Null</b> is an element like any other. Where an API can return null for nothing, its
 *       type says so: all packages are {@code @NullMarked}, with the annotations of JSpecify.
 *   <li><b>Memory.</b> Go's memory model holds; each page says which edges it adds.
 *   <li><b>Misuse</b> that panics in Go throws an unchecked exception with Go's text.
 * </ul>
 */
@SuppressWarnings("module") // the command is built later
module dev.millrace {
  requires static java.instrument;
  requires static java.management;
  requires static jdk.jfr;
  requires static org.jspecify;

  exports dev.millrace;
  exports dev.millrace.context;
  exports dev.millrace.pipeline;
  exports dev.millrace.sync;
  exports dev.millrace.time;
  exports dev.millrace.internal.diagnosis to
      dev.millrace.cli;
}
