package dev.millrace.race.corpus;

import dev.millrace.Go;
import dev.millrace.Goroutine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the cases one after the other and compares what was reported with their verdicts.
 *
 * <p>{@code CorpusMain [--dry] [--list] [Class | Class.case]...}: all without names; {@code --dry}
 * runs them without a detector and looks only whether they end; {@code --list} prints the cases.
 * Exit code 0 if everything was as it should be, else 1.
 */
public final class CorpusMain {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final List<Class<?>> CLASSES =
      List.of(
          GoChan.class,
          GoSelect.class,
          GoMutex.class,
          GoSync.class,
          GoWaitGroup.class,
          GoMisuse.class,
          GoTime.class,
          GoSynctest.class,
          GoPool.class,
          GoRangeFunc.class,
          GoRegression.class,
          GoAtomic.class,
          GoMap.class,
          GoSlice.class,
          GoComp.class,
          GoFinalizer.class,
          GoReflect.class,
          GoMop.class,
          JmmVolatile.class,
          JmmPublication.class,
          JmmClassInit.class,
          JmmMonitor.class,
          JmmThread.class,
          JmmAtomics.class,
          JmmVarHandle.class,
          JmmMemory.class,
          JucLocks.class,
          JucSynchronizers.class,
          JucQueues.class,
          JucExecutors.class,
          JucFutures.class,
          Collections.class,
          Strings.class,
          Reflection.class,
          MillraceChannels.class,
          MillraceSelect.class,
          MillraceSync.class,
          MillraceContext.class,
          Streams.class,
          Epochs.class,
          Bytecode.class,
          Libraries.class,
          OwnArrays.class,
          Retaken.class,
          Timing.class);

  private CorpusMain() {}

  /** How many races have been reported. */
  interface Detector {
    long races();
  }

  /** The one that is in this process. */
  private static Detector detector() throws ReflectiveOperationException {
    Class<?> reports = Class.forName("dev.millrace.race.runtime.Reports", true, null);
    MethodHandle count =
        MethodHandles.publicLookup()
            .findStatic(reports, "count", MethodType.methodType(long.class));
    return () -> {
      try {
        return (long) count.invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>(List.of(args));
    boolean dry = names.remove("--dry");
    boolean list = names.remove("--list");
    List<Method> cases = cases(names);
    if (list) {
      cases.forEach(m -> System.out.println(verdict(m) + " " + name(m)));
      return;
    }
    Detector detector = dry ? () -> 0 : detector();
    ConcurrentLinkedQueue<Throwable> crashes = new ConcurrentLinkedQueue<>();
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> crashes.add(e));
    int wrong = 0;
    int racy = 0;
    for (Method m : cases) {
      boolean mustRace = m.isAnnotationPresent(Racy.class);
      racy += mustRace ? 1 : 0;
      long before = detector.races();
      long start = System.nanoTime();
      String trouble = run(m);
      long took = (System.nanoTime() - start) / 1_000_000;
      for (Throwable crash = crashes.poll(); crash != null; crash = crashes.poll()) {
        crash.printStackTrace(System.out);
        trouble = trouble == null ? "crashed: " + crash : trouble;
      }
      boolean reported = detector.races() > before;
      if (trouble == null && !dry && reported != mustRace) {
        trouble = mustRace ? "missed" : "false";
      }
      if (trouble == null && dry && took > 2_000) {
        System.out.println("slow: " + name(m) + ", " + took + " ms");
      }
      if (trouble != null) {
        wrong++;
        System.out.println(
            trouble.startsWith("crashed")
                ? "crashed: " + name(m) + ", " + trouble
                : trouble + ": " + name(m));
      }
    }
    System.out.println(
        cases.size()
            + " cases, "
            + racy
            + " racy and "
            + (cases.size() - racy)
            + " free of races: "
            + wrong
            + " wrong");
    System.exit(wrong == 0 ? 0 : 1);
  }

  /** Runs a case to its end; null, or what is wrong. */
  private static String run(Method m) throws InterruptedException {
    if (m.getDeclaringClass().getSimpleName().startsWith("Go")
        || m.getDeclaringClass().getSimpleName().startsWith("Millrace")) {
      CompletableFuture<String> result = new CompletableFuture<>();
      Goroutine g = Go.go(() -> result.complete(invoke(m)));
      return g.join(LIMIT) ? result.getNow("crashed") : "does not end";
    }
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name(name(m)).start(() -> result.complete(invoke(m)));
    try {
      return result.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "does not end";
    } catch (Exception e) {
      return "crashed: " + e;
    }
  }

  private static String invoke(Method m) {
    try {
      m.invoke(null);
      return null;
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace(System.out);
      return "crashed: " + e.getCause();
    } catch (Throwable e) {
      return "crashed: " + e;
    }
  }

  static String name(Method m) {
    return m.getDeclaringClass().getSimpleName() + "." + m.getName();
  }

  private static String verdict(Method m) {
    return m.isAnnotationPresent(Racy.class) ? "racy" : "free";
  }

  /** The cases of the classes or of the names given, in a fixed order. */
  static List<Method> cases(List<String> names) {
    List<Method> cases = new ArrayList<>();
    for (Class<?> c : CLASSES) {
      Arrays.stream(c.getDeclaredMethods())
          .filter(m -> m.isAnnotationPresent(Racy.class) || m.isAnnotationPresent(RaceFree.class))
          .filter(
              m -> names.isEmpty() || names.contains(c.getSimpleName()) || names.contains(name(m)))
          .sorted(Comparator.comparing(Method::getName))
          .forEach(m -> {
            m.setAccessible(true);
            cases.add(m);
          });
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("no such case: " + names);
    }
    return cases;
  }
}
