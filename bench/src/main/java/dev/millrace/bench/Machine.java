package dev.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What the figures were measured on and with: without it they mean nothing. */
final class Machine {
  private Machine() {}

  /** A line each: the machine, the systems' versions and flags. */
  static List<String> describe(List<Contender> contenders, Plan plan) {
    List<String> lines = installed(contenders);
    lines.add("libraries: " + String.join(", ", libraries()));
    lines.add("flags of every JVM: " + String.join(" ", Contender.PLAIN.flags()));
    lines.add(
        "beside them, a carrier a processor: "
            + String.join(
                " ", Installation.carrierFlags(Runtime.getRuntime().availableProcessors()))
            + "; GOMAXPROCS likewise");
    lines.add(rounds(plan));
    return lines;
  }

  /** The same of the race detector's bench. */
  static List<String> describeRace(List<Contender> contenders, Plan plan, List<String> agent) {
    List<String> lines = installed(contenders);
    lines.add("flags of every JVM: " + String.join(" ", Contender.JAVA.flags()));
    lines.add("with -race, beside them: " + String.join(" ", agent));
    lines.add(rounds(plan));
    return lines;
  }

  private static List<String> installed(List<Contender> contenders) {
    List<String> lines = new ArrayList<>();
    lines.add("CPU: " + cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
    lines.add(
        "OS: "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    lines.add("JDK: " + Installation.version(Contender.PLAIN));
    for (Contender contender : contenders) {
      if (contender.platform() != Contender.Platform.JVM) {
        lines.add(contender.title() + ": " + Installation.version(contender));
      }
    }
    return lines;
  }

  private static String rounds(Plan plan) {
    return (plan.quick() ? "a quick run" : "a full run")
        + ": "
        + plan.rounds()
        + " rounds of "
        + plan.round().toMillis()
        + " ms after a warm-up of "
        + plan.warmup().toMillis()
        + " ms";
  }

  /** How much memory programs could have without pushing others out. */
  static long availableBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException elsewhere) {
      return Long.MAX_VALUE;
    }
  }

  private static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      Optional<String> model = lines.filter(line -> line.startsWith("model name")).findFirst();
      return model.map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown");
    } catch (IOException elsewhere) {
      return System.getProperty("os.arch");
    }
  }

  /** The names and versions that the manifests of the peers' jars give. */
  private static List<String> libraries() {
    List<String> libraries = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
      String name = String.valueOf(Path.of(entry).getFileName());
      if (name.matches("(channels|kotlinx-coroutines-core-jvm|kotlin-stdlib).*[.]jar")) {
        libraries.add(name.replaceAll("(-[0-9].*)?[.]jar$", "") + " " + version(Path.of(entry)));
      }
    }
    return libraries;
  }

  private static String version(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      // Some manifests have no version; Maven's own properties, which others leave out, have.
      var properties =
          file.stream().filter(entry -> entry.getName().endsWith("/pom.properties")).findFirst();
      if (properties.isPresent()) {
        var loaded = new Properties();
        loaded.load(file.getInputStream(properties.get()));
        return loaded.getProperty("version", "?");
      }
      String version = file.getManifest().getMainAttributes().getValue("Implementation-Version");
      return version == null ? "?" : version;
    } catch (IOException unreadable) {
      return "?";
    }
  }
}
