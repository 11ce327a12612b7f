package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps the cache from growing for ever. Only runs that compile do this; what running programs use
 * they have open.
 */
final class Pruning {
  private static final int MOST_PROGRAMS = 200;
  private static final int MOST_ARCHIVES = 4;
  private static final Duration UNUSED = Duration.ofDays(30);

  /** What is younger may just be in the making, or about to be launched. */
  private static final Duration YOUNG = Duration.ofHours(1);

  private final Workplace workplace;
  private final Instant now = Instant.now();

  Pruning(Workplace workplace) {
    this.workplace = workplace;
  }

  void run() {
    try {
      prunePrograms();
      pruneArchives();
    } catch (IOException e) {
      // It is tried again.
    }
  }

  private void prunePrograms() throws IOException {
    List<Path> links = new ArrayList<>(list(workplace.keys()));
    links.sort(Comparator.comparing(this::lastUse).reversed());
    Set<Path> linked = new HashSet<>();
    for (int i = 0; i < links.size(); i++) {
      Path link = links.get(i);
      Instant use = lastUse(link);
      if (use.isBefore(now.minus(UNUSED))
          || (i >= MOST_PROGRAMS && use.isBefore(now.minus(YOUNG)))) {
        Files.deleteIfExists(link);
      } else if (Files.exists(link)) {
        linked.add(link.toRealPath());
      }
    }
    for (Path program : list(workplace.programs())) {
      if (!linked.contains(program.toRealPath()) && lastUse(program).isBefore(now.minus(YOUNG))) {
        AotCache.deleteTree(program);
      }
    }
  }

  private void pruneArchives() throws IOException {
    Path place = workplace.aot();
    if (place == null) {
      return;
    }
    List<Path> archives = new ArrayList<>(list(place.resolveSibling(".").normalize()));
    archives.remove(place);
    archives.remove(AotCache.racePlace(place));
    archives.sort(Comparator.comparing(this::lastUse).reversed());
    for (int i = 0; i < archives.size(); i++) {
      Instant made = lastUse(archives.get(i));
      boolean isTrial = archives.get(i).toString().endsWith(".trial");
      if ((isTrial || i >= MOST_ARCHIVES - 1) && made.isBefore(now.minus(YOUNG))) {
        AotCache.deleteTree(archives.get(i));
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Instant lastUse(Path entry) {
    try {
      Path used = entry.resolve("used");
      return Files.exists(used)
          ? Files.getLastModifiedTime(used).toInstant()
          : Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return now;
    }
  }
}
