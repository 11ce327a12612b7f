package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.threads;
import static dev.millrace.race.corpus.Run.use;
import static java.net.InetAddress.getLoopbackAddress;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.race.corpus.free.Unordered;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/** The collections of {@code java.util}, guarded and not. */
final class Collections {
  private Collections() {}

  @Racy
  static void hashMapPutAndGet() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    threads(() -> m.put("a", 1), () -> use(m.get("a")));
  }

  @RaceFree
  static void hashMapGetAndGet() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    threads(() -> use(m.get("a")), () -> use(m.get("b")), () -> use(m.containsValue(1)));
  }

  @RaceFree
  static void hashMapUnderALock() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    threads(
        () -> {
          synchronized (m) {
            m.put("a", 1);
          }
        },
        () -> {
          synchronized (m) {
            m.put("b", 1);
          }
        });
  }

  @Racy
  static void hashMapComputeIfAbsent() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    threads(() -> m.computeIfAbsent("a", String::length), () -> use(m.size()));
  }

  @Racy
  static void hashMapMerge() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    threads(() -> m.merge("a", 1, Integer::sum), () -> use(m.getOrDefault("a", 0)));
  }

  @Racy
  static void hashMapPutAll() throws Exception {
    Map<String, Integer> from = new HashMap<>();
    from.put("a", 1);
    Map<String, Integer> to = new HashMap<>();
    threads(() -> to.putAll(from), () -> from.put("a", 2));
  }

  @Racy
  static void hashMapCopied() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    threads(() -> use(new HashMap<>(m)), () -> m.put("a", 2));
  }

  @Racy
  static void viewOfAHashMap() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    Set<String> keys = m.keySet();
    threads(() -> use(keys.contains("a")), () -> m.put("a", 2));
  }

  @Racy
  static void entryOfAHashMap() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    Map.Entry<String, Integer> e = m.entrySet().iterator().next();
    threads(() -> e.setValue(2), () -> use(m.get("a")));
  }

  @Racy
  static void entryOfAHashMapAndPut() throws Exception {
    Map<String, Integer> m = new LinkedHashMap<>(Map.of("a", 1));
    Map.Entry<String, Integer> e = m.entrySet().iterator().next();
    threads(() -> e.setValue(2), () -> m.put("a", 3));
  }

  /** To set one entry's value leaves the map and the other entries alone. */
  @RaceFree
  static void twoEntriesOfAHashMap() throws Exception {
    Map<String, Integer> m = new HashMap<>(Map.of("a", 1, "b", 2));
    Map.Entry<String, Integer> e = m.entrySet().iterator().next();
    String other = e.getKey().equals("a") ? "b" : "a";
    threads(
        () -> e.setValue(2),
        () -> {
          use(m.get(other));
          use(m.containsKey("a"));
          use(m.size());
        });
  }

  @Racy
  static void hashMapForEach() throws Exception {
    Map<String, Integer> m = new HashMap<>();
    m.put("a", 1);
    threads(() -> m.forEach((_, v) -> use(v)), () -> m.put("a", 2));
  }

  @Racy
  static void hashSet() throws Exception {
    Set<String> s = new HashSet<>();
    threads(() -> s.add("a"), () -> use(s.contains("a")));
  }

  @RaceFree
  static void hashSetReadOnly() throws Exception {
    Set<String> s = new HashSet<>(List.of("a", "b"));
    threads(
        () -> {
          for (String e : s) {
            use(e);
          }
        },
        () -> use(s.contains("a")));
  }

  @Racy
  static void linkedHashSet() throws Exception {
    Set<String> s = new LinkedHashSet<>();
    threads(() -> s.add("a"), () -> use(s.size()));
  }

  /** In access order a get moves what it finds. */
  @Racy
  static void linkedHashMapInAccessOrder() throws Exception {
    Map<String, Integer> m = new LinkedHashMap<>(16, 0.75f, true);
    m.put("a", 1);
    m.put("b", 1);
    threads(() -> use(m.get("a")), () -> use(m.get("a")));
  }

  @RaceFree
  static void linkedHashMapInInsertionOrder() throws Exception {
    Map<String, Integer> m = new LinkedHashMap<>();
    m.put("a", 1);
    m.put("b", 1);
    threads(() -> use(m.get("a")), () -> use(m.get("a")));
  }

  /** A cache that drops its eldest, under a lock. */
  @RaceFree
  static void leastRecentlyUsed() throws Exception {
    class Cache extends LinkedHashMap<Integer, Integer> {
      private static final long serialVersionUID = 1;

      Cache() {
        super(16, 0.75f, true);
      }

      @Override
      protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
        return size() > 4;
      }
    }

    Cache c = new Cache();
    threads(
        () -> {
          for (int i = 0; i < 10; i++) {
            synchronized (c) {
              c.put(i, i);
            }
          }
        },
        () -> {
          for (int i = 0; i < 10; i++) {
            synchronized (c) {
              use(c.get(i));
            }
          }
        });
  }

  @Racy
  static void weakHashMap() throws Exception {
    Map<Object, Integer> m = new WeakHashMap<>();
    Object key = new Object();
    threads(() -> m.put(key, 1), () -> use(m.get(key)));
  }

  /** A read writes only where keys are gone. */
  @RaceFree
  static void weakHashMapReadByTwo() throws Exception {
    Map<Object, Integer> m = new WeakHashMap<>();
    Object key = new Object();
    m.put(key, 1);
    threads(() -> use(m.get(key)), () -> use(m.get(key)));
    use(key);
  }

  @RaceFree
  static void weakHashMapUnderALock() throws Exception {
    Map<Object, Integer> m = new WeakHashMap<>();
    Object key = new Object();
    threads(
        () -> {
          synchronized (m) {
            m.put(key, 1);
          }
        },
        () -> {
          synchronized (m) {
            use(m.get(key));
          }
        });
  }

  @Racy
  static void treeMap() throws Exception {
    Map<Integer, Integer> m = new TreeMap<>();
    m.put(1, 1);
    threads(() -> m.put(2, 2), () -> use(m.get(1)));
  }

  @RaceFree
  static void treeMapReadOnly() throws Exception {
    TreeMap<Integer, Integer> m = new TreeMap<>(Map.of(1, 1, 2, 2));
    threads(() -> use(m.floorKey(1)), () -> use(m.headMap(2).size()));
  }

  @Racy
  static void treeSet() throws Exception {
    TreeSet<Integer> s = new TreeSet<>();
    threads(() -> s.add(1), () -> use(s.contains(1)));
  }

  @Racy
  static void enumMap() throws Exception {
    Map<TimeUnit, Integer> m = new EnumMap<>(TimeUnit.class);
    threads(() -> m.put(TimeUnit.DAYS, 1), () -> use(m.get(TimeUnit.DAYS)));
  }

  @Racy
  static void identityHashMap() throws Exception {
    Map<String, Integer> m = new IdentityHashMap<>();
    threads(() -> m.put("a", 1), () -> use(m.get("a")));
  }

  @Racy
  static void bitSet() throws Exception {
    BitSet b = new BitSet(64);
    threads(() -> b.set(1), () -> b.set(2));
  }

  @Racy
  static void arrayListAddAndAdd() throws Exception {
    List<Integer> l = new ArrayList<>(16);
    threads(() -> l.add(1), () -> l.add(2));
  }

  @Racy
  static void arrayListAddAndSize() throws Exception {
    List<Integer> l = new ArrayList<>();
    threads(() -> l.add(1), () -> use(l.size()));
  }

  @RaceFree
  static void arrayListReadOnly() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> {
          for (int i : l) {
            use(i);
          }
        },
        () -> use(l.get(1)),
        () -> use(l.stream().mapToInt(i -> i).sum()));
  }

  @Racy
  static void arrayListSetAndGet() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(() -> l.set(1, 7), () -> use(l.get(1)));
  }

  /** To set an element is no structural change: each thread may have its own. */
  @RaceFree
  static void arrayListSetOfDifferentElements() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2));
    threads(() -> l.set(0, 7), () -> l.set(1, 8));
    use(l);
  }

  @Racy
  static void arrayListIterated() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> l.add(4),
        () -> {
          try {
            for (int i : l) {
              use(i);
            }
          } catch (RuntimeException e) {
            use(e);
          }
        });
  }

  @Racy
  static void arrayListSorted() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(3, 2, 1));
    threads(() -> l.sort(Comparator.naturalOrder()), () -> use(l.get(1)));
  }

  @Racy
  static void arrayListAddAll() throws Exception {
    List<Integer> from = new ArrayList<>(List.of(1));
    List<Integer> to = new ArrayList<>();
    threads(() -> to.addAll(from), () -> from.add(2));
  }

  @Racy
  static void arrayListCopied() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1));
    threads(() -> use(new ArrayList<>(l)), () -> l.add(2));
  }

  @Racy
  static void arrayListStreamed() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> {
          try {
            use(l.stream().mapToInt(i -> i).sum());
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> l.add(4));
  }

  @Racy
  static void arrayListForEach() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> {
          try {
            l.forEach(i -> use(i));
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> l.add(4));
  }

  @Racy
  static void arrayListToString() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> {
          try {
            use(l.toString());
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> l.add(4));
  }

  @Racy
  static void subList() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    List<Integer> part = l.subList(0, 2);
    threads(() -> part.set(0, 7), () -> use(l.get(0)));
  }

  @Racy
  static void unmodifiableViewOfAList() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    List<Integer> view = java.util.Collections.unmodifiableList(l);
    threads(() -> l.add(4), () -> use(view.size()));
  }

  @RaceFree
  static void immutableCopyOfAList() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    List<Integer> copy = List.copyOf(l);
    threads(() -> l.add(4), () -> use(copy.size()));
  }

  @Racy
  static void sharedIterator() throws Exception {
    Iterator<Integer> i = new ArrayList<>(List.of(1, 2, 3)).iterator();
    threads(() -> use(i.next()), () -> use(i.next()));
  }

  /** Each looks for itself, but one has been handed the other's. */
  @Racy
  static void iteratorInAField() throws Exception {
    var s =
        new Object() {
          Iterator<String> i;
        };
    s.i = new HashMap<>(Map.of("a", 1)).keySet().iterator();
    threads(() -> use(s.i.hasNext()), () -> use(s.i.next()));
  }

  /** Each has its own. */
  @RaceFree
  static void twoIterators() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    Iterator<Integer> mine = l.iterator();
    Iterator<Integer> other = l.iterator();
    threads(() -> use(mine.next()), () -> use(other.next()));
  }

  @RaceFree
  static void iteratorUnderALock() throws Exception {
    Iterator<Integer> i = new ArrayList<>(List.of(1, 2, 3)).iterator();
    Object lock = new Object();
    threads(
        () -> {
          synchronized (lock) {
            use(i.next());
          }
        },
        () -> {
          synchronized (lock) {
            use(i.next());
          }
        });
  }

  @Racy
  static void listIteratorSet() throws Exception {
    List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
    threads(
        () -> {
          ListIterator<Integer> i = l.listIterator();
          i.next();
          i.set(7);
        },
        () -> use(l.get(0)));
  }

  @Racy
  static void linkedList() throws Exception {
    List<Integer> l = new LinkedList<>();
    threads(() -> l.add(1), () -> use(l.size()));
  }

  @Racy
  static void arrayDeque() throws Exception {
    Deque<Integer> d = new ArrayDeque<>();
    d.add(1);
    threads(() -> d.addFirst(2), () -> use(d.peekLast()));
  }

  @RaceFree
  static void arrayDequeUnderALock() throws Exception {
    Deque<Integer> d = new ArrayDeque<>();
    threads(
        () -> {
          synchronized (d) {
            d.push(2);
          }
        },
        () -> {
          synchronized (d) {
            use(d.poll());
          }
        });
  }

  @Racy
  static void priorityQueue() throws Exception {
    PriorityQueue<Integer> q = new PriorityQueue<>();
    threads(() -> q.add(2), () -> use(q.peek()));
  }

  @RaceFree
  static void vector() throws Exception {
    Vector<Integer> v = new Vector<>();
    threads(() -> v.add(1), () -> v.add(2), () -> use(v.size()));
  }

  /** Each call is guarded, the iterator is not: but Vector's own locks at every step. */
  @RaceFree
  static void vectorIteratedUnderItsLock() throws Exception {
    Vector<Integer> v = new Vector<>(List.of(1, 2));
    threads(
        () -> v.add(3),
        () -> {
          synchronized (v) {
            for (int i : v) {
              use(i);
            }
          }
        });
  }

  @RaceFree
  static void vectorHandsOver() throws Exception {
    Vector<int[]> v = new Vector<>();
    threads(
        () -> v.add(new int[] {1}),
        () -> {
          while (v.isEmpty()) {
            Thread.yield();
          }
          v.get(0)[0]++;
        });
  }

  @RaceFree
  static void hashtable() throws Exception {
    Map<String, Integer> m = new Hashtable<>();
    threads(() -> m.put("a", 1), () -> use(m.get("a")));
  }

  @RaceFree
  static void synchronizedList() throws Exception {
    List<Integer> l = java.util.Collections.synchronizedList(new ArrayList<>());
    threads(() -> l.add(1), () -> l.add(2), () -> use(l.size()));
  }

  @RaceFree
  static void synchronizedListIteratedUnderItsLock() throws Exception {
    List<Integer> l = java.util.Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));
    threads(
        () -> l.add(3),
        () -> {
          synchronized (l) {
            for (int i : l) {
              use(i);
            }
          }
        });
  }

  @Racy
  static void synchronizedListIteratedWithoutItsLock() throws Exception {
    List<Integer> l = java.util.Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));
    threads(
        () -> l.add(3),
        () -> {
          try {
            for (int i : l) {
              use(i);
            }
          } catch (RuntimeException e) {
            use(e);
          }
        });
  }

  /** The list behind the wrapper is still there to be used without it. */
  @Racy
  static void listBehindItsWrapper() throws Exception {
    List<Integer> behind = new ArrayList<>();
    List<Integer> l = java.util.Collections.synchronizedList(behind);
    threads(() -> l.add(3), () -> use(behind.size()));
  }

  @RaceFree
  static void synchronizedMap() throws Exception {
    Map<String, int[]> m = java.util.Collections.synchronizedMap(new HashMap<>());
    threads(
        () -> m.put("a", new int[] {1}),
        () -> {
          while (!m.containsKey("a")) {
            Thread.yield();
          }
          m.get("a")[0]++;
        });
  }

  @RaceFree
  static void synchronizedMapIteratedUnderItsLock() throws Exception {
    Map<String, Integer> m = java.util.Collections.synchronizedMap(new HashMap<>());
    Set<String> keys = m.keySet();
    threads(
        () -> m.put("a", 1),
        () -> {
          synchronized (m) {
            for (String k : keys) {
              use(k);
            }
          }
        });
  }

  @Racy
  static void synchronizedMapIteratedUnderAnotherLock() throws Exception {
    Map<String, Integer> m = java.util.Collections.synchronizedMap(new HashMap<>());
    m.put("z", 1);
    Set<String> keys = m.keySet();
    Unordered put = new Unordered();
    threads(
        () -> {
          m.put("a", 1);
          put.signal();
        },
        () -> {
          put.await();
          Object other = new Object();
          synchronized (other) {
            for (String k : keys) {
              use(k);
            }
          }
        });
  }

  /** A subclass that locks in each method is not to be accused. */
  @RaceFree
  static void synchronizedSubclassOfArrayList() throws Exception {
    class SafeList extends ArrayList<Integer> {
      private static final long serialVersionUID = 1;

      @Override
      public synchronized boolean add(Integer i) {
        return super.add(i);
      }

      @Override
      public synchronized Integer get(int i) {
        return super.get(i);
      }

      @Override
      public synchronized int size() {
        return super.size();
      }
    }

    SafeList l = new SafeList();
    threads(
        () -> l.add(1),
        () -> l.add(2),
        () -> {
          if (l.size() > 0) {
            use(l.get(0));
          }
        });
  }

  /** One method was forgotten. */
  @Racy
  static void subclassOfArrayListWithAGap() throws Exception {
    class GapList extends ArrayList<Integer> {
      private static final long serialVersionUID = 1;

      @Override
      public synchronized boolean add(Integer i) {
        return super.add(i);
      }
    }

    GapList l = new GapList();
    threads(() -> l.add(1), () -> use(l.size()));
  }

  @Racy
  static void subclassOfHashMap() throws Exception {
    class Counts extends HashMap<String, Integer> {
      private static final long serialVersionUID = 1;

      void count(String key) {
        put(key, getOrDefault(key, 0) + 1);
      }
    }

    Counts c = new Counts();
    c.count("a");
    threads(() -> c.count("a"), () -> c.count("a"));
  }

  /** The elements are of their own, whatever the list. */
  @Racy
  static void elementsOfAnImmutableList() throws Exception {
    List<int[]> l = List.of(new int[1]);
    threads(() -> l.get(0)[0]++, () -> l.get(0)[0]++);
  }

  @RaceFree
  static void immutableCollections() throws Exception {
    List<String> l = List.of("a", "b");
    Map<String, Integer> m = Map.of("a", 1);
    threads(
        () -> use(l.get(0) + m.get("a")),
        () -> {
          for (String s : l) {
            use(m.get(s));
          }
        });
  }

  @RaceFree
  static void listHandedOver() throws Exception {
    var s =
        new Object() {
          volatile List<Integer> list;
        };
    threads(
        () -> {
          List<Integer> l = new ArrayList<>();
          l.add(1);
          s.list = l;
        },
        () -> {
          while (s.list == null) {
            Thread.yield();
          }
          s.list.add(2);
        });
  }

  /** A set of the JDK's server: it locks that itself to look at all of it. */
  @RaceFree
  static void synchronizedSetOfTheServer() throws Exception {
    Unordered begun = new Unordered();
    Unordered stopped = new Unordered();
    HttpServer server = HttpServer.create(new InetSocketAddress(getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.ofPlatform().start(task));
    server.createContext(
        "/",
        _ -> {
          begun.signal();
          try {
            stopped.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    server.start();
    try (Socket client = new Socket(getLoopbackAddress(), server.getAddress().getPort())) {
      client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      begun.await();
      server.stop(0);
      stopped.signal();
    }
  }
}
