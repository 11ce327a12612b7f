package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One {@code import module dev.millrace;} must serve a whole file, beside the one of java.base. */
class PublicNamesTest {
  @Test
  void noPublicSimpleNameIsOneThatJavaBaseExports() throws Exception {
    Path javaBase = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    Set<String> exported =
        ModuleLayer.boot().findModule("java.base").orElseThrow().getDescriptor().exports().stream()
            .filter(e -> !e.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    Set<String> theirs = new TreeSet<>();
    for (String p : exported) {
      theirs.addAll(simpleNames(javaBase.resolve(p.replace('.', '/'))));
    }
    assertThat(theirs).as("the reading of java.base").contains("Future", "Timer", "Clock", "Lock");

    Path ours = Path.of(Go.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> names = new TreeSet<>();
    for (String p : new String[] {"", "sync", "context", "time", "pipeline"}) {
      names.addAll(simpleNames(ours.resolve("dev/millrace").resolve(p)));
    }
    assertThat(names).as("the reading of our own").contains("Chan", "Ticker");
    assertThat(names).doesNotContainAnyElementsOf(theirs);
  }

  private static Set<String> simpleNames(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".class") && n.indexOf('$') < 0 && n.indexOf('-') < 0)
          .map(n -> n.substring(0, n.length() - ".class".length()))
          .collect(Collectors.toSet());
    }
  }
}
