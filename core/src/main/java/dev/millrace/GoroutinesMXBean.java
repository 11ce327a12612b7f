package dev.millrace;

import java.util.List;
import java.util.Map;

/**
 * What {@link Goroutines} tells, for whoever watches a JVM from outside by JMX: a console, an
 * exporter of metrics. {@link Goroutines#registerMXBean()} puts it under the name {@code
 * dev.millrace:type=Goroutines}.
 *
 * <p>What an attribute or operation returns is of JMX's open types, so that a client needs no class
 * of this library.
 *
 * {@snippet file="GoroutinesSnippetsTest.java" region="mxbean"}
 */
public interface GoroutinesMXBean {
  /**
   * The attribute {@code Count}: how many goroutines have started and not ended.
   *
   * @return what {@link Goroutines#count()} returns
   */
  int getCount();

  /**
   * The attribute {@code IdsByState}: the numbers of all goroutines, by what they are doing in the
   * words of Go's dumps, {@code chan receive} for one. It walks the stack of each; to ask for it
   * every second costs as much as a dump every second.
   *
   * @return the numbers, in ascending order, of each state that some goroutine is in
   */
  Map<String, long[]> getIdsByState();

  /**
   * What all goroutines are doing, each by itself.
   *
   * @return what {@link Goroutines#dump()} returns
   */
  String dump();

  /**
   * What all goroutines are doing, those in the same state at the same place shown once.
   *
   * @return what {@link Goroutines#dump(Appendable)} writes
   */
  String dumpGrouped();

  /**
   * Finds goroutines that nothing can ever wake. It runs the garbage collector, several times, and
   * each goroutine is reported once: to whoever asks first.
   *
   * @return what {@link Goroutines#leaked()} returns
   * @throws IllegalStateException as that does
   */
  List<LeakedGoroutine> leaked();
}
