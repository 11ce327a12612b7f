package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;

import dev.millrace.race.corpus.free.Unordered;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** The concurrent collections: what was done before an element was put in, and after. */
final class JucQueues {
  private JucQueues() {}

  @RaceFree
  static void arrayBlockingQueue() throws Exception {
    BlockingQueue<int[]> q = new ArrayBlockingQueue<>(1);
    threads(
        () -> {
          for (int i = 0; i < 5; i++) {
            q.put(new int[] {i});
          }
        },
        () -> {
          for (int i = 0; i < 5; i++) {
            q.take()[0]++;
          }
        });
  }

  @RaceFree
  static void linkedBlockingQueue() throws Exception {
    BlockingQueue<int[]> q = new LinkedBlockingQueue<>();
    threads(
        () -> q.put(new int[] {1}),
        () -> {
          int[] a = q.poll(20, TimeUnit.SECONDS);
          if (a != null) {
            a[0]++;
          }
        });
  }

  @Racy
  static void changedAfterPut() throws Exception {
    BlockingQueue<int[]> q = new LinkedBlockingQueue<>();
    threads(
        () -> {
          int[] a = {1};
          q.put(a);
          a[0] = 2;
        },
        () -> use(q.take()[0]));
  }

  /** To take orders nothing for who puts. */
  @Racy
  static void writtenAfterTake() throws Exception {
    BlockingQueue<Integer> q = new ArrayBlockingQueue<>(1);
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          q.put(1);
          s.x = 1;
        },
        () -> {
          q.take();
          s.x = 2;
        });
  }

  @Racy
  static void pollThatFoundNothing() throws Exception {
    BlockingQueue<Integer> q = new ArrayBlockingQueue<>(1);
    Unordered polled = new Unordered();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          polled.await();
          q.put(1);
        },
        () -> {
          use(q.poll());
          s.x = 2;
          polled.signal();
        });
  }

  @RaceFree
  static void synchronousQueue() throws Exception {
    BlockingQueue<int[]> q = new SynchronousQueue<>();
    threads(() -> q.put(new int[] {1}), () -> q.take()[0]++);
  }

  @RaceFree
  static void linkedTransferQueue() throws Exception {
    LinkedTransferQueue<int[]> q = new LinkedTransferQueue<>();
    threads(() -> q.transfer(new int[] {1}), () -> q.take()[0]++);
  }

  @RaceFree
  static void priorityBlockingQueue() throws Exception {
    record Job(int[] data) implements Comparable<Job> {
      @Override
      public int compareTo(Job o) {
        return 0;
      }
    }

    BlockingQueue<Job> q = new PriorityBlockingQueue<>();
    threads(() -> q.put(new Job(new int[] {1})), () -> q.take().data()[0]++);
  }

  @RaceFree
  static void delayQueue() throws Exception {
    record Job(int[] data) implements Delayed {
      @Override
      public long getDelay(TimeUnit unit) {
        return 0;
      }

      @Override
      public int compareTo(Delayed o) {
        return 0;
      }
    }

    DelayQueue<Job> q = new DelayQueue<>();
    threads(() -> q.put(new Job(new int[] {1})), () -> q.take().data()[0]++);
  }

  @RaceFree
  static void linkedBlockingDeque() throws Exception {
    LinkedBlockingDeque<int[]> q = new LinkedBlockingDeque<>();
    threads(() -> q.putFirst(new int[] {1}), () -> q.takeLast()[0]++);
  }

  @RaceFree
  static void concurrentLinkedQueue() throws Exception {
    ConcurrentLinkedQueue<int[]> q = new ConcurrentLinkedQueue<>();
    threads(
        () -> q.add(new int[] {1}),
        () -> {
          int[] a = q.poll();
          while (a == null) {
            Thread.yield();
            a = q.poll();
          }
          a[0]++;
        });
  }

  @RaceFree
  static void concurrentLinkedDeque() throws Exception {
    ConcurrentLinkedDeque<int[]> q = new ConcurrentLinkedDeque<>();
    threads(
        () -> q.addFirst(new int[] {1}),
        () -> {
          int[] a = q.peekLast();
          while (a == null) {
            Thread.yield();
            a = q.peekLast();
          }
          use(a[0]);
        });
  }

  @RaceFree
  static void concurrentHashMap() throws Exception {
    ConcurrentHashMap<String, int[]> m = new ConcurrentHashMap<>();
    threads(
        () -> m.put("a", new int[] {1}),
        () -> {
          int[] a = m.get("a");
          while (a == null) {
            Thread.yield();
            a = m.get("a");
          }
          a[0]++;
        });
  }

  /** The map is safe, what is in it is not. */
  @Racy
  static void valuesOfAConcurrentHashMap() throws Exception {
    ConcurrentHashMap<String, int[]> m = new ConcurrentHashMap<>();
    m.put("a", new int[1]);
    threads(() -> m.get("a")[0]++, () -> m.get("a")[0]++);
  }

  @RaceFree
  static void computeIfAbsent() throws Exception {
    ConcurrentHashMap<String, int[]> m = new ConcurrentHashMap<>();
    threads(
        () -> use(m.computeIfAbsent("a", _ -> new int[] {1})[0]),
        () -> use(m.computeIfAbsent("a", _ -> new int[] {1})[0]));
  }

  @Racy
  static void changedAfterComputeIfAbsent() throws Exception {
    ConcurrentHashMap<String, int[]> m = new ConcurrentHashMap<>();
    threads(
        () -> m.computeIfAbsent("a", _ -> new int[] {1})[0]++,
        () -> m.computeIfAbsent("a", _ -> new int[] {1})[0]++);
  }

  /** A computation for a key excludes others for it. */
  @RaceFree
  static void compute() throws Exception {
    ConcurrentHashMap<String, int[]> m = new ConcurrentHashMap<>();
    m.put("a", new int[1]);
    threads(
        () ->
            m.compute(
                "a",
                (_, a) -> {
                  a[0]++;
                  return a;
                }),
        () ->
            m.computeIfPresent(
                "a",
                (_, a) -> {
                  a[0]++;
                  return a;
                }));
  }

  @RaceFree
  static void mergeCounts() throws Exception {
    ConcurrentHashMap<String, Integer> m = new ConcurrentHashMap<>();
    threads(
        () -> m.merge("a", 1, Integer::sum),
        () -> m.merge("a", 1, Integer::sum),
        () -> use(m.getOrDefault("a", 0)));
  }

  /** Each step is atomic, and the update is lost, but that is no data race. */
  @RaceFree
  static void getAndThenPut() throws Exception {
    ConcurrentHashMap<String, Integer> m = new ConcurrentHashMap<>();
    m.put("a", 0);
    threads(() -> m.put("a", m.get("a") + 1), () -> m.put("a", m.get("a") + 1));
  }

  @RaceFree
  static void iterationOfAConcurrentHashMap() throws Exception {
    ConcurrentHashMap<Integer, int[]> m = new ConcurrentHashMap<>();
    m.put(0, new int[] {1});
    threads(
        () -> {
          for (int i = 1; i < 50; i++) {
            m.put(i, new int[] {i});
          }
        },
        () -> {
          for (int[] a : m.values()) {
            use(a[0]);
          }
        });
  }

  @RaceFree
  static void concurrentSkipListMap() throws Exception {
    ConcurrentSkipListMap<Integer, int[]> m = new ConcurrentSkipListMap<>();
    threads(
        () -> m.put(1, new int[] {1}),
        () -> {
          while (m.isEmpty()) {
            Thread.yield();
          }
          use(m.firstEntry().getValue()[0]);
        });
  }

  @RaceFree
  static void copyOnWriteArrayList() throws Exception {
    CopyOnWriteArrayList<int[]> list = new CopyOnWriteArrayList<>();
    list.add(new int[] {0});
    threads(
        () -> list.add(new int[] {1}),
        () -> {
          for (int[] a : list) {
            use(a[0]);
          }
        });
  }

  @Racy
  static void elementsOfACopyOnWriteArrayList() throws Exception {
    CopyOnWriteArrayList<int[]> list = new CopyOnWriteArrayList<>();
    list.add(new int[] {0});
    threads(
        () -> list.get(0)[0]++,
        () -> {
          for (int[] a : list) {
            use(a[0]);
          }
        });
  }

  @RaceFree
  static void copyOnWriteArraySet() throws Exception {
    CopyOnWriteArraySet<String> set = new CopyOnWriteArraySet<>();
    threads(() -> set.add("a"), () -> set.add("b"), () -> use(set.contains("a")));
  }

  @RaceFree
  static void concurrentKeySet() throws Exception {
    var set = ConcurrentHashMap.<String>newKeySet();
    var s =
        new Object() {
          int x;
        };
    threads(
        () -> {
          s.x = 1;
          set.add("a");
        },
        () -> {
          while (!set.contains("a")) {
            Thread.yield();
          }
          use(s.x);
        });
  }
}
