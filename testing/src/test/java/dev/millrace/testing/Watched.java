package dev.millrace.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of a JVM in which a class's tests run; prints a line for each that has ended. */
final class Watched {
  private Watched() {}

  @ExtendWith(RaceExtension.class)
  @TestMethodOrder(MethodName.class)
  static class Extended extends Tests {}

  @TestMethodOrder(MethodName.class)
  static class NotExtended extends Tests {}

  @ExtendWith(RaceExtension.class)
  static class Outside {
    @Test
    void passes() {}

    @AfterAll
    static void races() throws InterruptedException {
      new Tests().race();
    }
  }

  /** One races, and the others do not; the last one fails by itself. */
  static class Tests {
    private int count;

    @Test
    void a() throws InterruptedException {
      twice(() -> {
        synchronized (this) {
          count++;
        }
      });
    }

    @Test
    void b() throws InterruptedException {
      race();
    }

    void race() throws InterruptedException {
      twice(() -> count++);
    }

    @Test
    void c() throws InterruptedException {
      twice(() -> {});
    }

    @Test
    void d() {
      throw new IllegalStateException("by itself");
    }

    private static void twice(Runnable task) throws InterruptedException {
      Thread first = new Thread(task);
      Thread second = new Thread(task);
      first.start();
      second.start();
      first.join();
      second.join();
    }
  }

  public static void main(String... args) throws Exception {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass("dev.millrace.testing.Watched$" + args[0]))
            .configurationParameter(
                "junit.jupiter.extensions.autodetection.enabled", String.valueOf(args.length > 1))
            .build();
    Map<String, String> results = new ConcurrentHashMap<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                results.put(
                    test.getDisplayName(),
                    result
                        .getThrowable()
                        .map(e -> String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                        .orElse("passes"));
              }
            });
    results.remove("JUnit Jupiter");
    for (Entry<String, String> e : new TreeMap<>(results).entrySet()) {
      System.out.println(e.getKey() + ": " + e.getValue());
    }
  }
}
