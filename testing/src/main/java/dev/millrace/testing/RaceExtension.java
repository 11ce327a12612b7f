package dev.millrace.testing;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has a test fail that has a data race.
 *
 * <p>The JVM of the tests must have been started with Millrace's race detector, {@code
 * -javaagent:millrace-race.jar=exit-code=0}; where it was not, the tests fail and say so, for their
 * silence would mean nothing.
 *
 * <p>A race belongs to the test that runs when it is found, and two places race once: the first
 * test fails in which they do. Of tests that run at the same time any may be the one that fails.
 * What is found outside of all tests, as by a goroutine that a test has left behind, has the class
 * fail.
 *
 * <p>For a class: {@code @ExtendWith(RaceExtension.class)}. For all: {@code
 * -Djunit.jupiter.extensions.autodetection.enabled=true}.
 */
public final class RaceExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  /** Found, and not yet told. */
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  /** Found outside of tests, and not yet told. */
  private static final Queue<String> OUTSIDE = new ConcurrentLinkedQueue<>();

  private static boolean listens;

  /** Called by JUnit. */
  public RaceExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    listen();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    listen(); // there is no beforeAll for an extension of a method
    OUTSIDE.addAll(taken(FOUND));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    tell(taken(FOUND), "in this test");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    OUTSIDE.addAll(taken(FOUND));
    tell(taken(OUTSIDE), "outside of the tests");
  }

  private static List<String> taken(Queue<String> from) {
    List<String> taken = new ArrayList<>();
    for (String each = from.poll(); each != null; each = from.poll()) {
      taken.add(each);
    }
    return taken;
  }

  private static void tell(List<String> races, String where) {
    if (!races.isEmpty()) {
      throw new AssertionError(
          "Found " + races.size() + " data race(s) " + where + "\n" + String.join("", races));
    }
  }

  /** The detector is the boot loader's, whatever the tests' class path is. */
  private static synchronized void listen() {
    if (listens) {
      return;
    }
    try {
      Class<?> reports = Class.forName("dev.millrace.race.runtime.Reports", true, null);
      Method text = Class.forName("dev.millrace.race.runtime.Race", true, null).getMethod("text");
      Consumer<Object> listener =
          race -> {
            try {
              FOUND.add(String.valueOf(text.invoke(race)));
            } catch (ReflectiveOperationException e) {
              FOUND.add(race + "\n");
            }
          };
      reports.getMethod("listen", Consumer.class).invoke(null, listener);
      listens = true;
    } catch (ClassNotFoundException e) {
      throw new ExtensionConfigurationException(
          "the race detector is not in this JVM, so that races would not be found; start it with"
              + " -javaagent:millrace-race.jar=exit-code=0 (with Surefire or Gradle, as the JVM's"
              + " argument), or leave RaceExtension away",
          e);
    } catch (ReflectiveOperationException e) {
      throw new ExtensionConfigurationException(
          "the race detector in this JVM is of another version than RaceExtension", e);
    }
  }
}
