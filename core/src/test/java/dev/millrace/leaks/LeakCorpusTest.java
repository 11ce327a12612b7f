package dev.millrace.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ForkedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every leak of the corpus is found, as often as it is there, and none in the mended forms. */
class LeakCorpusTest {
  @ParameterizedTest
  @ValueSource(strings = {"G1", "Serial", "Parallel", "Z"})
  void allAreFoundByEachCollectorAndNoneIsCriedInVain(String collector) throws Exception {
    check(ForkedJvm.OWN_SCHEDULER, collector);
  }

  @Test
  void theSameOnTheSchedulerOfTheJdk() throws Exception {
    check("-Ddev.millrace.scheduler=jdk", "Parallel");
  }

  private static void check(String scheduler, String collector) throws Exception {
    List<String> lines =
        ForkedJvm.run(
            LeakCorpus.class,
            List.of(scheduler, ForkedJvm.UNTRACKED, "-XX:+Use" + collector + "GC", "-ea"));
    assertThat(lines).last().isEqualTo("over");
    assertThat(lines.subList(0, lines.size() - 1))
        .allMatch(line -> line.endsWith(": right"))
        .hasSameSizeAs(LeakCorpus.cases());
  }

  @Test
  void theGuideListsTheCorpusAsItIs() throws Exception {
    Map<String, StringBuilder> patterns = new LinkedHashMap<>();
    for (LeakCase each : LeakCorpus.cases()) {
      StringBuilder names = patterns.computeIfAbsent(each.pattern(), _ -> new StringBuilder());
      names.append(names.isEmpty() ? "" : "; ").append(each.name());
    }
    StringBuilder table = new StringBuilder("| mistake | programs |\n|---|---|\n");
    patterns.forEach((pattern, names) ->
        table.append("| ").append(pattern).append(" | ").append(names).append(" |\n"));
    Path guide = Path.of(System.getProperty("millrace.root"), "docs", "diagnosis.md");
    assertThat(Files.readString(guide)).contains(table);
    assertThat(LeakCorpus.cases()).hasSizeGreaterThanOrEqualTo(60);
  }
}
