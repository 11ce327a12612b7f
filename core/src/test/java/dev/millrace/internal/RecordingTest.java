package dev.millrace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ForkedJvm;
import dev.millrace.internal.recording.MillraceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is documented of the flight recorder's events is so, and the recorder may be missing. */
class RecordingTest {
  /** What the recorder itself adds. */
  private static final List<String> COMMON =
      List.of("startTime", "duration", "eventThread", "stackTrace");

  @Test
  void theDocumentsTableIsThatOfTheEvents() throws Exception {
    Path document = Path.of("..", "docs", "diagnosis.md");
    assertThat(Files.readAllLines(document).stream().filter(line -> line.startsWith("| `dev.")))
        .containsExactlyElementsOf(rows());
  }

  private static List<String> rows() {
    List<EventType> types = new ArrayList<>();
    for (Class<?> c : MillraceEvent.class.getPermittedSubclasses()) {
      types.add(EventType.getEventType(c.asSubclass(MillraceEvent.class)));
    }
    types.sort(Comparator.comparing(EventType::getName));
    List<String> rows = new ArrayList<>();
    for (EventType type : types) {
      rows.add("| `" + type.getName() + "` | | " + type.getDescription() + threshold(type) + " |");
      for (ValueDescriptor field : type.getFields()) {
        if (!COMMON.contains(field.getName()) && !field.getName().equals("goroutine")) {
          rows.add(
              "| `"
                  + type.getName()
                  + "` | `"
                  + field.getName()
                  + "` | "
                  + Objects.requireNonNull(field.getDescription())
                  + " |");
        }
      }
    }
    return rows;
  }

  private static String threshold(EventType type) {
    return type.getSettingDescriptors().stream()
        .filter(setting ->
            setting.getName().equals("threshold") && setting.getDefaultValue().equals("20 ms"))
        .map(setting -> "; not if for less than " + setting.getDefaultValue())
        .findFirst()
        .orElse("");
  }

  @Test
  void allEventsAreOffUnlessARecordingAsksForThem() {
    for (Class<?> c : MillraceEvent.class.getPermittedSubclasses()) {
      EventType type = EventType.getEventType(c.asSubclass(MillraceEvent.class));
      assertThat(type.getSettingDescriptors())
          .filteredOn(setting -> setting.getName().equals("enabled"))
          .singleElement()
          .satisfies(setting -> assertThat(setting.getDefaultValue()).isEqualTo("false"));
      assertThat(type.getField("goroutine")).as(type.getName()).isNotNull();
    }
  }

  /** As in a run-time image that was made without the recorder. */
  @ParameterizedTest
  @ValueSource(strings = {"--limit-modules=java.base", "--limit-modules=java.base,jdk.jfr"})
  void theLibraryWorksWithoutTheRecorder(String modules) throws Exception {
    assertThat(ForkedJvm.run(UnrecordedProgram.class, List.of(modules)))
        .containsExactly(
            "jdk.jfr: " + modules.endsWith("jfr"), "received 1", "selected 2", "locked");
  }
}
