package dev.millrace.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.Pipeline;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineSnippetsTest {
  private final Console console = new Console();

  @AfterEach
  void closeConsole() {
    console.close();
  }

  @Test
  void squares() {
    List<Integer> numbers = IntStream.rangeClosed(1, 1000).boxed().toList();
    // @start region="pipeline"
    try (var squares = Pipeline.from(numbers).parallelMap(4, n -> n * n)) {
      for (int square : squares) {
        if (square > 20) {
          break;
        }
        IO.println(square);
      }
    } // nothing of it is running any more
    // @end
    assertThat(console.lines()).containsExactly("1", "4", "9", "16");
  }

  @Test
  void fanOutAndMerge() {
    // @start region="fan-out"
    var numbers = Pipeline.from(List.of(1, 2, 3, 4, 5, 6));
    var doubled = numbers.fanOut(2).stream().map(part -> part.workers(1, n -> 2 * n)).toList();
    int sum = 0;
    try (var merged = Pipeline.merge(doubled)) {
      for (int n : merged) { // in any order
        sum += n;
      }
    }
    IO.println(sum);
    // @end
    assertThat(console.lines()).containsExactly("42");
  }
}
