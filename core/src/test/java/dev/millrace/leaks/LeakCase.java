package dev.millrace.leaks;

import dev.millrace.Task;
import java.util.List;

/**
 * A program that leaks, and the same one mended.
 *
 * @param pattern the mistake
 * @param name what makes this one different from others with the same mistake
 * @param leaking leaves goroutines behind that nothing can wake
 * @param states what these wait for, in the order of the alphabet
 * @param mended leaves none behind
 */
record LeakCase(String pattern, String name, Task leaking, List<String> states, Task mended) {
  static LeakCase of(String pattern, String name, Task leaking, Task mended, String... states) {
    return new LeakCase(pattern, name, leaking, List.of(states).stream().sorted().toList(), mended);
  }
}
