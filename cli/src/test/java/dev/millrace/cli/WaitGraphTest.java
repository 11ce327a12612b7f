package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.WaitGraph.Node;
import dev.millrace.cli.WaitGraph.Role;
import dev.millrace.internal.diagnosis.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for what, as boxes and arrows. */
class WaitGraphTest {
  private final List<Snapshot> dump = new ArrayList<>();

  /** Adds a goroutine at a line of the program. */
  private void goroutine(String state, int line, String... waitsOn) {
    dump.add(
        new Snapshot(
            dump.size() + 1,
            state,
            0,
            List.of(waitsOn),
            List.of(new StackTraceElement("Main", "work", "Main.java", line)),
            0,
            null,
            0,
            0));
  }

  private List<String> titles() {
    return WaitGraph.of(dump, false).nodes().stream().map(Node::title).toList();
  }

  /** As "from -label-> to". */
  private List<String> arrows(boolean each) {
    return WaitGraph.of(dump, each).edges().stream()
        .map(e -> e.from().title() + " -" + e.label() + "-> " + e.to().title())
        .toList();
  }

  @Test
  void thoseInTheSamePlaceThatWaitForTheSameAreTwoBoxesHoweverManyTheyAre() {
    for (int i = 0; i < 5_000; i++) {
      // What is said of a channel differs, as others come to wait for it meanwhile.
      goroutine(
          "chan receive", 3, "channel 0xab made at Main.main(Main.java:1), " + i + " receivers");
    }
    assertThat(arrows(false))
        .containsExactly("5,000 goroutines (1, 2, 3, ...) -chan receive-> channel 0xab");
    assertThat(WaitGraph.of(dump, false).goroutines()).isEqualTo(5_000);
  }

  @Test
  void thingsOfOneKindForWhichTheSameGoroutinesWaitAreOneBox() {
    for (int i = 0; i < 2_500; i++) {
      String at = " made at Main.main(Main.java:1), " + i % 3 + "/3 full, 1 receiver waiting";
      goroutine("chan receive", 3, "channel 0x" + Integer.toHexString(i) + at);
    }
    goroutine("sync.Mutex.Lock", 4, "mutex 0x1");
    goroutine("sync.Mutex.Lock", 4, "mutex 0x2");
    assertThat(arrows(false))
        .containsExactly(
            "2,500 goroutines (1, 2, 3, ...) -chan receive-> 2,500 channels, each",
            "2 goroutines (2501, 2502) -sync.Mutex.Lock-> 2 mutexes");
    // What they do not have in common is left out.
    assertThat(WaitGraph.of(dump, false).nodes().get(2).lines())
        .containsExactly("made at Main.main(Main.java:1)", "1 receiver waiting");
  }

  @Test
  void stateAndPlaceTellGoroutinesApart() {
    goroutine("chan receive", 3, "channel 0x1");
    goroutine("chan send", 3, "channel 0x1");
    goroutine("chan send", 4, "channel 0x1");
    assertThat(titles())
        .containsExactly("goroutine 1", "goroutine 2", "goroutine 3", "channel 0x1");
  }

  @Test
  void aSelectPointsAtEachOfItsChannelsOnce() {
    goroutine("select", 3, "channel 0x1", "channel 0x2", "channel 0x1");
    assertThat(arrows(false))
        .containsExactlyInAnyOrder(
            "goroutine 1 -select-> channel 0x1", "goroutine 1 -select-> channel 0x2");
    goroutine("select", 3, "channel 0x3", "channel 0x4");
    assertThat(arrows(false))
        .containsExactly(
            "2 goroutines (1, 2) -select-> 2 channels", "2 goroutines (1, 2) -select-> 2 channels");
  }

  @Test
  void anArrowSaysHowManyWhereNotAllWaitForTheSame() {
    goroutine("chan send", 3, "channel 0x1");
    goroutine("chan send", 3, "channel 0x1");
    goroutine("chan send", 3, "channel 0x2");
    goroutine("chan receive", 4, "channel 0x2");
    assertThat(arrows(false))
        .containsExactly(
            "3 goroutines (1, 2, 3) -chan send, 2-> channel 0x1",
            "3 goroutines (1, 2, 3) -chan send, 1-> channel 0x2",
            "goroutine 4 -chan receive-> channel 0x2");
  }

  @Test
  void whoJoinsPointsAtWhoIsJoined() {
    goroutine("goroutine join", 3, "goroutine 2");
    goroutine("goroutine join", 4, "goroutine 1");
    goroutine("goroutine join", 5, "goroutine 99"); // it has ended meanwhile
    assertThat(arrows(false))
        .containsExactly(
            "goroutine 1 -goroutine join-> goroutine 2",
            "goroutine 2 -goroutine join-> goroutine 1");
  }

  @Test
  void aThingPointsAtItsHolderWhereThatIsKnown() {
    goroutine("sync.Mutex.Lock", 3, "mutex 0xa, locked by goroutine 2");
    goroutine("sync.Mutex.Lock", 4, "mutex 0xb, locked for writing by goroutine 1");
    assertThat(arrows(false))
        .containsExactly(
            "goroutine 1 -sync.Mutex.Lock-> mutex 0xa",
            "mutex 0xa -locked by-> goroutine 2",
            "goroutine 2 -sync.Mutex.Lock-> mutex 0xb",
            "mutex 0xb -locked by-> goroutine 1");
  }

  @Test
  void eachIsABoxOfItsOwnIfThatIsAskedFor() {
    goroutine("chan send", 3, "channel 0x1");
    goroutine("chan send", 3, "channel 0x2");
    assertThat(arrows(true))
        .containsExactly(
            "goroutine 1 -chan send-> channel 0x1", "goroutine 2 -chan send-> channel 0x2");
  }

  @Test
  void colourTellsWhoHasToBeWoken() {
    goroutine("running", 1);
    goroutine("sleep", 2);
    goroutine("park (java.util.concurrent.locks.ReentrantLock)", 3);
    goroutine("chan send (nil chan)", 4, "nil channel");
    assertThat(WaitGraph.of(dump, false).nodes())
        .extracting(Node::role)
        .containsExactly(Role.RUNNING, Role.RESTING, Role.RESTING, Role.WAITING, Role.THING);
  }

  @Test
  void ofTooManyPlacesThoseWithMostGoroutinesAreDrawnAndTheOthersCounted() {
    for (int line = 0; line < WaitGraph.MOST + 20; line++) {
      goroutine("chan send", line, "channel 0x" + Integer.toHexString(line));
    }
    int last = WaitGraph.MOST + 19;
    goroutine("chan send", last, "channel 0x" + Integer.toHexString(last));
    WaitGraph graph = WaitGraph.of(dump, false);
    assertThat(graph.edges()).hasSize(WaitGraph.MOST);
    assertThat(titles())
        .hasSize(2 * WaitGraph.MOST + 1)
        .startsWith("2 goroutines (" + (last + 1) + ", " + (last + 2) + ")", "goroutine 1")
        .contains("20 goroutines");
    assertThat(graph.nodes().get(WaitGraph.MOST).lines())
        .containsExactly("at 20 other places, not drawn");
  }
}
