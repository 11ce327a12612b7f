package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.goroutines;
import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.Chan;
import dev.millrace.Go;
import dev.millrace.Task;
import dev.millrace.context.Context;
import dev.millrace.race.corpus.free.Unordered;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Formatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TimeZone;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * One side runs long after the other, and both use the same thing of the JDK in between, which may
 * have a lock of its own. None of that is promised to order anything.
 */
final class Timing {
  private Timing() {}

  /** Runs one task in a thread, and when it has ended another one in a second thread. */
  private static void inTurn(Task first, Task second) throws Exception {
    Unordered done = new Unordered();
    threads(
        () -> {
          first.run();
          done.signal();
        },
        () -> {
          done.await();
          second.run();
        });
  }

  /** The same in goroutines. */
  private static void inTurnOfGoroutines(Task first, Task second) throws Exception {
    Unordered done = new Unordered();
    goroutines(
        () -> {
          first.run();
          done.signal();
        },
        () -> {
          done.await();
          second.run();
        });
  }

  private static final class X {
    int x;
  }

  private record Pair(Object a, Object b) {}

  private static final class Early {}

  private static final class Late {}

  private static int made() {
    return 1;
  }

  private static Object proxy(Class<?> type) {
    return Proxy.newProxyInstance(
        Timing.class.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null);
  }

  private static Object bundle(Locale locale) {
    try {
      return ResourceBundle.getBundle("none", locale);
    } catch (java.util.MissingResourceException e) {
      return locale;
    }
  }

  @Racy
  static void racing() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
        },
        () -> {
          s.x = 2;
        });
  }

  @Racy
  static void stringFormat() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(String.format("%d %s", 1, "a"));
        },
        () -> {
          use(String.format("%d %s", 2, "b"));
          s.x = 2;
        });
  }

  @Racy
  static void formatOfALocale() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new Formatter(Locale.FRANCE).format("%,.2f", 1.5));
        },
        () -> {
          use(new Formatter(Locale.FRANCE).format("%,.2f", 2.5));
          s.x = 2;
        });
  }

  /** PrintStream takes a lock, and promises nothing by it. */
  @Racy
  static void printing() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          System.out.print("");
        },
        () -> {
          System.out.print("");
          s.x = 2;
        });
  }

  @Racy
  static void printingLines() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          System.err.printf("%s", "");
        },
        () -> {
          System.err.printf("%s", "");
          s.x = 2;
        });
  }

  @Racy
  static void sameLambda() throws Exception {
    X s = new X();
    IntSupplier[] made = new IntSupplier[1];
    made[0] = () -> 1;
    inTurn(
        () -> {
          s.x = 1;
          use(made[0].getAsInt());
        },
        () -> {
          use(made[0].getAsInt());
          s.x = 2;
        });
  }

  @Racy
  static void lambdasLinkedOnBothSides() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          IntSupplier f = () -> 1;
          use(f.getAsInt());
        },
        () -> {
          IntSupplier f = () -> 2;
          use(f.getAsInt());
          s.x = 2;
        });
  }

  @Racy
  static void methodReferences() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Optional.of("a").map(String::length));
        },
        () -> {
          use(Optional.of("b").map(String::strip));
          s.x = 2;
        });
  }

  @Racy
  static void concatenation() throws Exception {
    X s = new X();
    int n = made();
    inTurn(
        () -> {
          s.x = 1;
          use("a" + n + 1L + 2.0);
        },
        () -> {
          use("b" + n + 'c' + 2.0f);
          s.x = 2;
        });
  }

  @Racy
  static void switchOnAnEnum() throws Exception {
    X s = new X();
    TimeUnit u = TimeUnit.DAYS;
    inTurn(
        () -> {
          s.x = 1;
          use(
              switch (u) {
                case DAYS -> 1;
                default -> 2;
              });
        },
        () -> {
          use(
              switch (u) {
                case DAYS -> 3;
                default -> 4;
              });
          s.x = 2;
        });
  }

  @Racy
  static void switchOnRecords() throws Exception {
    X s = new X();
    Object o = new Pair(1, "a");
    inTurn(
        () -> {
          s.x = 1;
          use(
              (Object)
                  switch (o) {
                    case Pair(Integer a, String _) -> a;
                    default -> 2;
                  });
        },
        () -> {
          use(
              (Object)
                  switch (o) {
                    case Pair(Integer a, Object _) -> a + 1;
                    default -> 4;
                  });
          s.x = 2;
        });
  }

  @Racy
  static void recordMethods() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new Pair(1, 2).hashCode());
        },
        () -> {
          use(new Pair(1, 2).toString());
          s.x = 2;
        });
  }

  @Racy
  static void streams() throws Exception {
    X s = new X();
    List<Integer> l = List.of(3, 1, 2);
    inTurn(
        () -> {
          s.x = 1;
          use(l.stream().sorted().map(i -> i + 1).toList());
        },
        () -> {
          use(l.stream().collect(Collectors.groupingBy(i -> i % 2)));
          s.x = 2;
        });
  }

  /** Its seed is an atomic one. */
  @Racy
  static void random() throws Exception {
    X s = new X();
    Random r = new Random(1);
    inTurn(
        () -> {
          s.x = 1;
          use(r.nextInt());
        },
        () -> {
          use(r.nextInt());
          s.x = 2;
        });
  }

  @Racy
  static void mathRandom() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Math.random());
        },
        () -> {
          use(Math.random());
          s.x = 2;
        });
  }

  @Racy
  static void newRandom() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new Random().nextInt());
        },
        () -> {
          use(new Random().nextInt());
          s.x = 2;
        });
  }

  @Racy
  static void randomUuid() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(UUID.randomUUID());
        },
        () -> {
          use(UUID.randomUUID());
          s.x = 2;
        });
  }

  @Racy
  static void threadLocalRandom() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(ThreadLocalRandom.current().nextInt());
        },
        () -> {
          use(ThreadLocalRandom.current().nextInt());
          s.x = 2;
        });
  }

  @Racy
  static void threadLocal() throws Exception {
    X s = new X();
    ThreadLocal<Integer> l = ThreadLocal.withInitial(() -> 1);
    inTurn(
        () -> {
          s.x = 1;
          use(l.get());
        },
        () -> {
          l.set(2);
          s.x = 2;
        });
  }

  /** The manager of loggers has a lock, and a synchronized map. */
  @Racy
  static void logging() throws Exception {
    X s = new X();
    Logger log = Logger.getLogger("timing");
    inTurn(
        () -> {
          s.x = 1;
          log.fine("a");
          use(Logger.getLogger("timing.a"));
        },
        () -> {
          log.fine("b");
          use(Logger.getLogger("timing.b"));
          s.x = 2;
        });
  }

  @Racy
  static void systemLogger() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(System.getLogger("timing.c").isLoggable(System.Logger.Level.TRACE));
        },
        () -> {
          use(System.getLogger("timing.d").isLoggable(System.Logger.Level.TRACE));
          s.x = 2;
        });
  }

  @Racy
  static void regularExpressions() throws Exception {
    X s = new X();
    Pattern p = Pattern.compile("a+(b|c)");
    inTurn(
        () -> {
          s.x = 1;
          use(p.matcher("aab").matches());
        },
        () -> {
          use(p.matcher("aac").matches());
          use("a,b".split(",+"));
          s.x = 2;
        });
  }

  @Racy
  static void dates() throws Exception {
    X s = new X();
    DateTimeFormatter f = DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.GERMANY);
    inTurn(
        () -> {
          s.x = 1;
          use(f.format(LocalDate.of(2025, 1, 2)));
        },
        () -> {
          use(f.format(LocalDate.of(2025, 2, 3)));
          s.x = 2;
        });
  }

  @Racy
  static void timeZones() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(TimeZone.getTimeZone("Europe/Rome"));
        },
        () -> {
          use(TimeZone.getTimeZone("Asia/Tokyo"));
          s.x = 2;
        });
  }

  @Racy
  static void numberFormats() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(NumberFormat.getInstance(Locale.ITALY).format(1.5));
        },
        () -> {
          use(NumberFormat.getInstance(Locale.ITALY).format(2.5));
          s.x = 2;
        });
  }

  @Racy
  static void currencies() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Currency.getInstance("EUR").getSymbol(Locale.JAPAN));
        },
        () -> {
          use(Currency.getInstance("USD").getSymbol(Locale.JAPAN));
          s.x = 2;
        });
  }

  @Racy
  static void bigDecimals() throws Exception {
    X s = new X();
    BigDecimal d = new BigDecimal("1.25");
    inTurn(
        () -> {
          s.x = 1;
          use(d.toString());
          use(d.multiply(d).precision());
        },
        () -> {
          use(d.toString());
          use(d.pow(20).toPlainString());
          s.x = 2;
        });
  }

  @Racy
  static void charsets() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Charset.forName("windows-1252"));
          use("a".getBytes(Charset.forName("UTF-16")));
        },
        () -> {
          use(Charset.forName("windows-1252"));
          use("b".getBytes(Charset.forName("UTF-32")));
          s.x = 2;
        });
  }

  @Racy
  static void classForName() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Class.forName("java.util.concurrent.Phaser"));
        },
        () -> {
          use(Class.forName("java.util.concurrent.Exchanger"));
          s.x = 2;
        });
  }

  /** A class without an initialiser orders nobody. */
  @Racy
  static void classesLoaded() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new Early());
        },
        () -> {
          use(new Late());
          s.x = 2;
        });
  }

  @Racy
  static void reflection() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(String.class.getMethod("length").invoke("a"));
        },
        () -> {
          use(String.class.getMethod("length").invoke("b"));
          s.x = 2;
        });
  }

  @Racy
  static void methodHandles() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(
              MethodHandles.lookup()
                  .findVirtual(String.class, "length", MethodType.methodType(int.class)));
        },
        () -> {
          use(
              MethodHandles.lookup()
                  .findVirtual(String.class, "strip", MethodType.methodType(String.class)));
          s.x = 2;
        });
  }

  @Racy
  static void proxies() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(proxy(Runnable.class));
        },
        () -> {
          use(proxy(Comparable.class));
          s.x = 2;
        });
  }

  @Racy
  static void exceptions() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new IllegalStateException("a").getStackTrace().length);
        },
        () -> {
          use(new IllegalStateException("b").getStackTrace().length);
          s.x = 2;
        });
  }

  @Racy
  static void stackWalker() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(StackWalker.getInstance().walk(f -> f.count()));
        },
        () -> {
          use(StackWalker.getInstance().walk(f -> f.count()));
          s.x = 2;
        });
  }

  @Racy
  static void resourceBundles() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(bundle(Locale.FRANCE));
        },
        () -> {
          use(bundle(Locale.GERMANY));
          s.x = 2;
        });
  }

  @Racy
  static void serviceLoader() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(ServiceLoader.load(ToolProvider.class).stream().count());
        },
        () -> {
          use(ServiceLoader.load(ToolProvider.class).stream().count());
          s.x = 2;
        });
  }

  @Racy
  static void digests() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(MessageDigest.getInstance("SHA-256").digest(new byte[1]));
        },
        () -> {
          use(MessageDigest.getInstance("SHA-256").digest(new byte[2]));
          s.x = 2;
        });
  }

  @Racy
  static void files() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          Files.deleteIfExists(Files.createTempFile("timing", ""));
        },
        () -> {
          use(Files.exists(Path.of("/nowhere")));
          Files.deleteIfExists(Files.createTempFile("timing", ""));
          s.x = 2;
        });
  }

  @Racy
  static void addresses() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(InetAddress.getByName("127.0.0.1"));
          use(InetAddress.getLoopbackAddress());
        },
        () -> {
          use(InetAddress.getByName("localhost"));
          use(URI.create("http://localhost").getHost());
          s.x = 2;
        });
  }

  @Racy
  static void names() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use("a1".concat("b").intern());
        },
        () -> {
          use("a2".concat("b").intern());
          s.x = 2;
        });
  }

  @Racy
  static void systemProperties() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          System.setProperty("timing.a", "1");
        },
        () -> {
          use(System.getProperty("timing.b"));
          s.x = 2;
        });
  }

  @Racy
  static void environment() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(System.getenv("PATH"));
        },
        () -> {
          use(System.getenv().size());
          s.x = 2;
        });
  }

  @Racy
  static void cleaners() throws Exception {
    X s = new X();
    Cleaner c = Cleaner.create();
    Object a = new Object();
    Object b = new Object();
    inTurn(
        () -> {
          s.x = 1;
          use(c.register(a, () -> {}));
        },
        () -> {
          use(c.register(b, () -> {}));
          s.x = 2;
        });
  }

  @Racy
  static void shutdownHooks() throws Exception {
    X s = new X();
    Thread a = new Thread(() -> {});
    Thread b = new Thread(() -> {});
    inTurn(
        () -> {
          s.x = 1;
          Runtime.getRuntime().addShutdownHook(a);
        },
        () -> {
          Runtime.getRuntime().addShutdownHook(b);
          Runtime.getRuntime().removeShutdownHook(b);
          s.x = 2;
        });
  }

  @Racy
  static void otherThreads() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          Thread t = new Thread(() -> {});
          t.start();
          t.join();
        },
        () -> {
          Thread t = Thread.startVirtualThread(() -> {});
          t.join();
          s.x = 2;
        });
  }

  @Racy
  static void sleeps() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          Thread.sleep(1);
        },
        () -> {
          Thread.sleep(1);
          s.x = 2;
        });
  }

  /** Who gets another key than was put. */
  @Racy
  static void unrelatedKeys() throws Exception {
    X s = new X();
    Map<String, Integer> m = new ConcurrentHashMap<>();
    inTurn(
        () -> {
          s.x = 1;
          m.put("a", 1);
          use(m.get("b"));
        },
        () -> {
          use(m.get("c"));
          m.put("d", 2);
          s.x = 2;
        });
  }

  @Racy
  static void unrelatedKeysComputed() throws Exception {
    X s = new X();
    Map<Integer, Integer> m = new ConcurrentHashMap<>();
    inTurn(
        () -> {
          s.x = 1;
          m.merge(1, 1, Integer::sum);
          m.computeIfAbsent(2, k -> k);
        },
        () -> {
          m.merge(3, 1, Integer::sum);
          m.computeIfAbsent(4, k -> k);
          m.compute(5, (_, _) -> 1);
          s.x = 2;
        });
  }

  @Racy
  static void unrelatedElements() throws Exception {
    X s = new X();
    Set<String> m = ConcurrentHashMap.newKeySet();
    inTurn(
        () -> {
          s.x = 1;
          m.add("a");
        },
        () -> {
          m.add("b");
          use(m.contains("c"));
          s.x = 2;
        });
  }

  /** Submitting comes before the task's run, and before nothing else. */
  @Racy
  static void tasksOfOnePool() throws Exception {
    X s = new X();
    ExecutorService e = Executors.newFixedThreadPool(2);
    try (e) {
      inTurn(
          () -> {
            s.x = 1;
            e.execute(() -> {});
          },
          () -> {
            e.execute(() -> {});
            s.x = 2;
          });
    }
  }

  /** On two threads of the pool: one thread that runs both tasks would put them in order. */
  @Racy
  static void resultsOfOnePool() throws Exception {
    X s = new X();
    Unordered held = new Unordered();
    try (ExecutorService e = Executors.newCachedThreadPool()) {
      inTurn(
          () -> {
            s.x = 1;
            e.execute(Run.runnable(held::await));
          },
          () -> {
            e.submit(() -> 2).get();
            s.x = 2;
            held.signal();
          });
    }
  }

  /** A task comes after who has submitted it, and not after who has submitted others. */
  @Racy
  static void taskOfAnotherSubmitter() throws Exception {
    X s = new X();
    Unordered held = new Unordered();
    try (var e = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>())) {
      e.prestartAllCoreThreads();
      inTurn(
          () -> {
            s.x = 1;
            e.execute(Run.runnable(held::await));
          },
          () ->
              e.execute(() -> {
                s.x = 2;
                held.signal();
              }));
    }
  }

  @Racy
  static void tasksOfOneTimer() throws Exception {
    X s = new X();
    Timer t = new Timer(true);
    inTurn(
        () -> {
          s.x = 1;
          t.schedule(nothing(), 1);
        },
        () -> {
          t.schedule(nothing(), 1);
          s.x = 2;
        });
    t.cancel();
  }

  private static TimerTask nothing() {
    return new TimerTask() {
      @Override
      public void run() {}
    };
  }

  @Racy
  static void scheduledOfOnePool() throws Exception {
    X s = new X();
    ScheduledExecutorService e = Executors.newScheduledThreadPool(2);
    try (e) {
      inTurn(
          () -> {
            s.x = 1;
            e.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
          },
          () -> {
            e.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
            s.x = 2;
          });
    }
  }

  @Racy
  static void asyncOfTheCommonPool() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          CompletableFuture.runAsync(() -> {});
        },
        () -> {
          CompletableFuture.runAsync(() -> {});
          s.x = 2;
        });
  }

  /** Two dependents of a future that nobody completes. */
  @Racy
  static void stagesOfOneFuture() throws Exception {
    X s = new X();
    CompletableFuture<Integer> f = new CompletableFuture<>();
    inTurn(
        () -> {
          s.x = 1;
          use(f.thenApply(i -> i + 1));
        },
        () -> {
          use(f.thenApply(i -> i + 2));
          s.x = 2;
        });
  }

  @Racy
  static void twoProducers() throws Exception {
    X s = new X();
    BlockingQueue<Integer> q = new LinkedBlockingQueue<>();
    inTurn(
        () -> {
          s.x = 1;
          q.put(1);
        },
        () -> {
          q.put(2);
          s.x = 2;
        });
  }

  @Racy
  static void twoConsumers() throws Exception {
    X s = new X();
    BlockingQueue<Integer> q = new LinkedBlockingQueue<>(List.of(1, 2));
    inTurn(
        () -> {
          s.x = 1;
          use(q.take());
        },
        () -> {
          use(q.take());
          s.x = 2;
        });
  }

  /** One that fails has read, and written nothing. */
  @Racy
  static void failedCompareAndSet() throws Exception {
    X s = new X();
    AtomicInteger a = new AtomicInteger();
    inTurn(
        () -> {
          s.x = 1;
          use(a.compareAndSet(1, 2));
        },
        () -> {
          use(a.get());
          s.x = 2;
        });
  }

  @Racy
  static void otherGoroutines() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          Go.go(() -> {}).join();
        },
        () -> {
          Go.go(() -> {}).join();
          s.x = 2;
        });
  }

  @Racy
  static void goroutinesOfThreads() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          Go.go(() -> {}).join();
        },
        () -> {
          Go.go(() -> {}).join();
          s.x = 2;
        });
  }

  @Racy
  static void goroutinesThatSleep() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          Go.sleep(Duration.ofMillis(1));
        },
        () -> {
          Go.sleep(Duration.ofMillis(1));
          s.x = 2;
        });
  }

  /** Timers are of one thread, which has one queue of them. */
  @Racy
  static void timersOfGoroutines() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          use(Context.background().withTimeout(Duration.ofSeconds(5)));
        },
        () -> {
          use(Context.background().withTimeout(Duration.ofSeconds(5)));
          s.x = 2;
        });
  }

  @Racy
  static void otherChannels() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          Chan<Integer> c = Chan.make(1);
          c.send(1);
        },
        () -> {
          Chan<Integer> c = Chan.make(1);
          c.send(1);
          s.x = 2;
        });
  }

  @Racy
  static void printingGoroutines() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          System.out.print("");
        },
        () -> {
          System.out.print("");
          s.x = 2;
        });
  }

  @Racy
  static void formatsOfGoroutines() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          use(String.format("%x %s", 1, "a"));
        },
        () -> {
          use(String.format("%x %s", 2, "b"));
          s.x = 2;
        });
  }

  @Racy
  static void unrelatedKeysInOrder() throws Exception {
    X s = new X();
    Map<String, Integer> m = new ConcurrentSkipListMap<>();
    inTurn(
        () -> {
          s.x = 1;
          m.put("a", 1);
        },
        () -> {
          use(m.get("b"));
          m.put("c", 1);
          s.x = 2;
        });
  }

  @Racy
  static void unrelatedElementsInOrder() throws Exception {
    X s = new X();
    Set<Integer> m = new ConcurrentSkipListSet<>();
    inTurn(
        () -> {
          s.x = 1;
          m.add(1);
        },
        () -> {
          use(m.contains(2));
          m.add(3);
          s.x = 2;
        });
  }

  @Racy
  static void tasksOfAForkJoinPool() throws Exception {
    X s = new X();
    ForkJoinPool e = new ForkJoinPool(2);
    try (e) {
      inTurn(
          () -> {
            s.x = 1;
            e.execute(() -> {});
          },
          () -> {
            e.execute(() -> {});
            s.x = 2;
          });
    }
  }

  @Racy
  static void tasksOfVirtualThreads() throws Exception {
    X s = new X();
    ExecutorService e = Executors.newVirtualThreadPerTaskExecutor();
    try (e) {
      inTurn(
          () -> {
            s.x = 1;
            e.submit(() -> 1).get();
          },
          () -> {
            e.submit(() -> 2).get();
            s.x = 2;
          });
    }
  }

  @Racy
  static void timeouts() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(new CompletableFuture<Integer>().orTimeout(20, TimeUnit.SECONDS));
        },
        () -> {
          use(new CompletableFuture<Integer>().orTimeout(20, TimeUnit.SECONDS));
          s.x = 2;
        });
  }

  @Racy
  static void permitsNotObtained() throws Exception {
    X s = new X();
    Semaphore p = new Semaphore(0);
    inTurn(
        () -> {
          s.x = 1;
          use(p.tryAcquire());
        },
        () -> {
          use(p.tryAcquire());
          s.x = 2;
        });
  }

  @Racy
  static void twoOffers() throws Exception {
    X s = new X();
    ConcurrentLinkedQueue<Integer> q = new ConcurrentLinkedQueue<>();
    inTurn(
        () -> {
          s.x = 1;
          q.offer(1);
        },
        () -> {
          q.offer(2);
          s.x = 2;
        });
  }

  @Racy
  static void twoTransfers() throws Exception {
    X s = new X();
    LinkedTransferQueue<Integer> q = new LinkedTransferQueue<>();
    inTurn(
        () -> {
          s.x = 1;
          q.put(1);
        },
        () -> {
          q.put(2);
          s.x = 2;
        });
  }

  @Racy
  static void virtualThreads() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          Thread.startVirtualThread(() -> {}).join();
        },
        () -> {
          Thread.startVirtualThread(() -> {}).join();
          s.x = 2;
        });
  }

  @Racy
  static void parked() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          LockSupport.unpark(Thread.currentThread());
          LockSupport.park();
        },
        () -> {
          LockSupport.parkNanos(1);
          s.x = 2;
        });
  }

  @Racy
  static void channelsOfOthers() throws Exception {
    X s = new X();
    inTurnOfGoroutines(
        () -> {
          s.x = 1;
          Chan<Integer> c = Chan.make();
          Go.go(() -> c.send(1));
          use(c.receive());
        },
        () -> {
          Chan<Integer> c = Chan.make();
          Go.go(() -> c.send(1));
          use(c.receive());
          s.x = 2;
        });
  }

  // What has to stay an order.

  private static final class Initialised {
    static int x;

    static {
      x = 1;
    }
  }

  /** Whoever uses a class comes after its initialiser, and so after what led to it. */
  @RaceFree
  static void initialiser() throws Exception {
    X s = new X();
    inTurn(
        () -> {
          s.x = 1;
          use(Initialised.x);
        },
        () -> {
          use(Initialised.x);
          s.x = 2;
        });
  }

  @RaceFree
  static void sameKey() throws Exception {
    X s = new X();
    Map<String, Integer> m = new ConcurrentHashMap<>();
    inTurn(
        () -> {
          s.x = 1;
          m.put("a", 1);
        },
        () -> {
          use(m.get("a"));
          s.x = 2;
        });
  }

  @RaceFree
  static void keysInOrder() throws Exception {
    X s = new X();
    var m = new ConcurrentSkipListMap<Integer, X>();
    inTurn(
        () -> {
          s.x = 1;
          m.put(1, s);
        },
        () -> {
          m.get(1).x = 2;
          m.firstEntry().getValue().x = 3;
          m.tailMap(0).get(1).x = 4;
        });
    X t = new X();
    inTurn(
        () -> {
          t.x = 1;
          m.tailMap(0).put(2, t);
        },
        () -> m.get(2).x = 2);
  }

  @RaceFree
  static void sameElement() throws Exception {
    X s = new X();
    Set<String> m = ConcurrentHashMap.newKeySet();
    inTurn(
        () -> {
          s.x = 1;
          m.add("a");
        },
        () -> {
          use(m.contains("a"));
          s.x = 2;
        });
  }

  @RaceFree
  static void sameKeyComputed() throws Exception {
    X s = new X();
    Map<Integer, X> m = new ConcurrentHashMap<>();
    inTurn(
        () ->
            m.computeIfAbsent(
                1,
                _ -> {
                  s.x = 1;
                  return s;
                }),
        () ->
            m.computeIfPresent(
                1,
                (_, v) -> {
                  v.x = 2;
                  return v;
                }));
  }

  /** What is put shows in the whole, and what is done to the whole for each key. */
  @RaceFree
  static void keyAndWhole() throws Exception {
    X s = new X();
    Map<Integer, X> m = new ConcurrentHashMap<>();
    inTurn(
        () -> {
          s.x = 1;
          m.put(1, s);
        },
        () -> {
          for (X v : m.values()) {
            v.x = 2;
          }
        });
    X t = new X();
    inTurn(
        () -> {
          t.x = 1;
          m.replaceAll((_, _) -> t);
        },
        () -> m.get(1).x = 2);
    X u = new X();
    inTurn(
        () -> {
          u.x = 1;
          m.putAll(Map.of(2, u));
        },
        () -> m.get(2).x = 2);
  }

  @RaceFree
  static void taskOfAPool() throws Exception {
    for (int threads = 0; threads < 3; threads++) {
      X s = new X();
      try (ExecutorService e =
          threads == 0 ? Executors.newCachedThreadPool() : Executors.newFixedThreadPool(threads)) {
        e.submit(() -> {}).get();
        s.x = 1;
        Unordered done = new Unordered();
        e.execute(() -> {
          s.x = 2;
          done.signal();
        });
        done.await();
      }
      s.x = 3;
    }
  }

  /** A task that a program puts into the queue by itself. */
  @RaceFree
  static void taskPutIntoTheQueue() throws Exception {
    X s = new X();
    BlockingQueue<Runnable> q = new LinkedBlockingQueue<>();
    try (var e = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, q)) {
      e.submit(() -> {}).get();
      s.x = 1;
      Unordered done = new Unordered();
      q.add(() -> {
        s.x = 2;
        done.signal();
      });
      done.await();
    }
    s.x = 3;
  }

  @RaceFree
  static void scheduledTasks() throws Exception {
    X s = new X();
    try (ScheduledExecutorService e = Executors.newScheduledThreadPool(2)) {
      e.submit(() -> {}).get();
      s.x = 1;
      Unordered runs = new Unordered();
      var periodic =
          e.scheduleAtFixedRate(
              () -> {
                s.x++;
                runs.signal();
              },
              0,
              1,
              TimeUnit.MILLISECONDS);
      runs.await(5);
      periodic.cancel(false);
    }
    s.x = 3;
  }

  /** What the pool's own hook did, for who has waited for the end. */
  @RaceFree
  static void terminated() throws Exception {
    X s = new X();
    class Pool extends ThreadPoolExecutor {
      Pool() {
        super(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
      }

      @Override
      protected void terminated() {
        s.x = 1;
      }
    }

    Pool e = new Pool();
    e.execute(() -> {});
    e.shutdown();
    e.awaitTermination(20, TimeUnit.SECONDS);
    s.x = 2;
  }

  /** Who has registered a stage comes before its run, whoever completes. */
  @RaceFree
  static void stageOfAFuture() throws Exception {
    X s = new X();
    CompletableFuture<Integer> f = new CompletableFuture<>();
    CompletableFuture<Integer> g = new CompletableFuture<>();
    inTurn(
        () -> {
          s.x = 1;
          use(f.thenCombine(g, (a, b) -> s.x = a + b));
          use(CompletableFuture.anyOf(f, g).thenAccept(_ -> {}));
        },
        () -> {
          f.complete(1);
          g.complete(2);
        });
  }

  /** A bounded queue as a lock: there is room once another one has taken out what it put. */
  @RaceFree
  static void roomInAQueue() throws Exception {
    X s = new X();
    for (BlockingQueue<Integer> q :
        List.of(
            new LinkedBlockingQueue<Integer>(1),
            new ArrayBlockingQueue<Integer>(1),
            new LinkedBlockingDeque<Integer>(1))) {
      Task task =
          () -> {
            q.put(1);
            s.x++;
            q.take();
          };
      threads(task, task);
    }
  }

  @RaceFree
  static void elementsOfAQueue() throws Exception {
    for (BlockingQueue<X> q :
        List.of(
            new LinkedBlockingQueue<X>(),
            new ArrayBlockingQueue<X>(4),
            new LinkedBlockingDeque<X>())) {
      X s = new X();
      List<X> seen = new ArrayList<>();
      inTurn(
          () -> {
            s.x = 1;
            q.put(s);
          },
          () -> {
            q.forEach(e -> e.x = 2);
            q.stream().forEach(e -> e.x = 4);
            q.removeIf(e -> e.x == 0);
            q.drainTo(seen);
            seen.getFirst().x = 5;
          });
      X t = new X();
      inTurn(
          () -> {
            t.x = 1;
            q.put(t);
          },
          () -> q.iterator().next().x = 3);
    }
  }

  @RaceFree
  static void decoratedTasks() throws Exception {
    class Decorated<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
      long at;

      Decorated(Runnable r) {
        super(r, null);
      }

      @Override
      public boolean isPeriodic() {
        return at < 0;
      }

      @Override
      public long getDelay(TimeUnit unit) {
        return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
      }

      @Override
      @SuppressWarnings("unchecked")
      public int compareTo(Delayed o) {
        return Long.compare(at, ((Decorated<V>) o).at);
      }
    }

    class Pool extends ScheduledThreadPoolExecutor {
      Pool() {
        super(2);
      }

      @Override
      protected <V> RunnableScheduledFuture<V> decorateTask(
          Runnable r, RunnableScheduledFuture<V> task) {
        Decorated<V> made = new Decorated<>(r);
        made.at = System.nanoTime() + task.getDelay(TimeUnit.NANOSECONDS);
        return made;
      }
    }

    try (Pool e = new Pool()) {
      Task task =
          () -> {
            for (int i = 0; i < 5; i++) {
              e.schedule(() -> {}, i, TimeUnit.MILLISECONDS);
            }
          };
      inTurn(task, task);
      threads(task, task);
    }
  }

  /** The queue asks elements of the program's own class whether they are equal. */
  @RaceFree
  static void equalElements() throws Exception {
    class E {
      int x;

      @Override
      public boolean equals(Object o) {
        return o instanceof E e && e.x == x;
      }

      @Override
      public int hashCode() {
        return x;
      }
    }

    for (BlockingQueue<E> q :
        List.of(
            new LinkedBlockingQueue<E>(),
            new ArrayBlockingQueue<E>(4),
            new LinkedBlockingDeque<E>())) {
      inTurn(
          () -> {
            E e = new E();
            e.x = 1;
            q.put(e);
          },
          () -> {
            E e = new E();
            e.x = 1;
            use(q.contains(e));
            use(q.remove(e));
          });
      inTurn(
          () -> {
            E e = new E();
            e.x = 2;
            q.put(e);
          },
          () ->
              q.drainTo(
                  new AbstractCollection<E>() {
                    @Override
                    public boolean add(E e) {
                      return e.x == 2;
                    }

                    @Override
                    public Iterator<E> iterator() {
                      return java.util.Collections.emptyIterator();
                    }

                    @Override
                    public int size() {
                      return 0;
                    }
                  }));
    }
  }

  @Racy
  static void twoProducersOfABoundedQueue() throws Exception {
    X s = new X();
    BlockingQueue<Integer> q = new ArrayBlockingQueue<>(4);
    inTurn(
        () -> {
          s.x = 1;
          q.put(1);
        },
        () -> {
          q.put(2);
          s.x = 2;
        });
  }

  @Racy
  static void bothEndsOfADeque() throws Exception {
    X s = new X();
    LinkedBlockingDeque<Integer> q = new LinkedBlockingDeque<>();
    inTurn(
        () -> {
          s.x = 1;
          q.addFirst(1);
        },
        () -> {
          q.offerLast(2);
          s.x = 2;
        });
  }

  @Racy
  static void twoAddsToAList() throws Exception {
    X s = new X();
    List<Integer> l = new CopyOnWriteArrayList<>();
    inTurn(
        () -> {
          s.x = 1;
          l.add(1);
        },
        () -> {
          l.add(2);
          s.x = 2;
        });
  }

  @RaceFree
  static void elementsOfAList() throws Exception {
    X s = new X();
    CopyOnWriteArrayList<X> l = new CopyOnWriteArrayList<>();
    inTurn(
        () -> {
          s.x = 1;
          l.add(s);
        },
        () -> {
          use(l.addIfAbsent(s));
          s.x = 2;
        });
  }

  @RaceFree
  static void compareAndSetThatWrites() throws Exception {
    X s = new X();
    AtomicInteger a = new AtomicInteger();
    inTurn(
        () -> {
          s.x = 1;
          use(a.compareAndSet(0, 1));
        },
        () -> {
          if (!a.compareAndSet(0, 1)) {
            s.x = 2;
          }
        });
  }
}
