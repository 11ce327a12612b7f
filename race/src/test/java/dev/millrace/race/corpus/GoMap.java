package dev.millrace.race.corpus;

import static dev.millrace.race.corpus.Run.together;
import static dev.millrace.race.corpus.Run.use;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Maps, after Go's {@code map_test.go}: a map is one location, a value key is copied to look. */
final class GoMap {
  private GoMap() {}

  @Racy
  static void raceMapRW() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    together(() -> use(m.get(1)), () -> m.put(1, 1));
  }

  @Racy
  static void raceMapRW2() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    together(() -> use(m.containsKey(1)), () -> m.put(1, 1));
  }

  @Racy
  static void raceMapRWArray() throws Exception {
    Map<Integer, int[]> m = new HashMap<>();
    together(
        () -> {
          int[] a = m.get(1);
          use(a == null ? 0 : a[1]);
        },
        () -> m.put(2, new int[] {1, 2}));
  }

  @RaceFree
  static void noRaceMapRR() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    together(() -> use(m.containsKey(1)), () -> use(m.get(1)));
  }

  @Racy
  static void raceMapRange() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    together(
        () -> {
          try {
            for (Integer k : m.keySet()) {
              use(k);
            }
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> m.put(1, 1));
  }

  @Racy
  static void raceMapRange2() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    together(
        () -> {
          try {
            for (Map.Entry<Integer, Integer> e : m.entrySet()) {
              use(e);
            }
          } catch (RuntimeException e) {
            use(e);
          }
        },
        () -> m.put(1, 1));
  }

  @RaceFree
  static void noRaceMapRangeRange() throws Exception {
    Map<Integer, Integer> m = new HashMap<>();
    m.put(0, 0);
    together(
        () -> {
          for (Integer k : m.keySet()) {
            use(k);
          }
        },
        () -> {
          for (Integer k : m.keySet()) {
            use(k);
          }
        });
  }

  @Racy
  static void raceMapLen() throws Exception {
    Map<String, Boolean> m = new HashMap<>();
    together(() -> use(m.size()), () -> m.put("", true));
  }

  @Racy
  static void raceMapDelete() throws Exception {
    Map<String, Boolean> m = new HashMap<>();
    together(() -> m.remove(""), () -> m.put("", true));
  }

  @Racy
  static void raceMapLenDelete() throws Exception {
    Map<String, Boolean> m = new HashMap<>();
    together(() -> m.remove("a"), () -> use(m.size()));
  }

  @Racy
  static void raceMapVariable() throws Exception {
    var s =
        new Object() {
          Map<Integer, Integer> m = new HashMap<>();
        };
    together(() -> s.m = new HashMap<>(), () -> s.m = new HashMap<>());
  }

  @Racy
  static void raceMapVariable2() throws Exception {
    var s =
        new Object() {
          Map<Integer, Integer> m = new HashMap<>();
        };
    together(() -> s.m.put(1, 1), () -> s.m = new HashMap<>());
  }

  @Racy
  static void raceMapVariable3() throws Exception {
    var s =
        new Object() {
          Map<Integer, Integer> m = new HashMap<>();
        };
    together(() -> use(s.m.get(1)), () -> s.m = new HashMap<>());
  }

  @Racy
  static void raceMapLookupPartKey() throws Exception {
    int[] k = new int[17];
    Map<Integer, Boolean> m = new HashMap<>();
    together(() -> k[8] = 1, () -> use(m.get(Arrays.hashCode(k.clone()))));
  }

  @Racy
  static void raceMapLookupPartKey2() throws Exception {
    int[] k = new int[17];
    Map<Integer, Boolean> m = new HashMap<>();
    together(() -> k[8] = 1, () -> use(m.containsKey(Arrays.hashCode(k.clone()))));
  }

  @Racy
  static void raceMapDeletePartKey() throws Exception {
    int[] k = new int[17];
    Map<Integer, Boolean> m = new HashMap<>();
    together(() -> k[8] = 1, () -> m.remove(Arrays.hashCode(k.clone())));
  }

  @Racy
  static void raceMapInsertPartKey() throws Exception {
    int[] k = new int[17];
    Map<Integer, Boolean> m = new HashMap<>();
    together(() -> k[8] = 1, () -> m.put(Arrays.hashCode(k.clone()), true));
  }

  @Racy
  static void raceMapInsertPartVal() throws Exception {
    int[] v = new int[17];
    Map<Integer, int[]> m = new HashMap<>();
    together(() -> v[8] = 1, () -> m.put(1, v.clone()));
  }

  @Racy
  static void raceMapAssignMultipleReturn() throws Exception {
    Map<Integer, int[]> connections = new HashMap<>();
    connections.put(1, new int[] {0});
    together(() -> connections.get(1)[0] = 42, () -> use(connections.get(1)[0]));
  }

  /** A key whose hash is taken from what it holds: the lookup reads all of it. */
  @Racy
  static void raceMapBigKeyAccess1() throws Exception {
    record Key(Integer[] parts) {
      @Override
      public int hashCode() {
        int hash = 0;
        for (Integer p : parts) {
          hash += p == null ? 0 : p;
        }
        return hash;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }

    Map<Key, Integer> m = new HashMap<>();
    m.put(new Key(new Integer[1]), 1); // an empty map would not ask for the hash
    Key k = new Key(new Integer[100]);
    together(() -> use(m.get(k)), () -> k.parts()[30] = 7);
  }

  @Racy
  static void raceMapBigKeyAccess2() throws Exception {
    record Key(Integer[] parts) {
      @Override
      public int hashCode() {
        int hash = 0;
        for (Integer p : parts) {
          hash += p == null ? 0 : p;
        }
        return hash;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }

    Map<Key, Integer> m = new HashMap<>();
    m.put(new Key(new Integer[1]), 1); // an empty map would not ask for the hash
    Key k = new Key(new Integer[100]);
    together(() -> use(m.containsKey(k)), () -> k.parts()[30] = 7);
  }

  @Racy
  static void raceMapBigKeyInsert() throws Exception {
    record Key(Integer[] parts) {
      @Override
      public int hashCode() {
        int hash = 0;
        for (Integer p : parts) {
          hash += p == null ? 0 : p;
        }
        return hash;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }

    Map<Key, Integer> m = new HashMap<>();
    m.put(new Key(new Integer[1]), 1); // an empty map would not ask for the hash
    Key k = new Key(new Integer[100]);
    together(() -> m.put(k, 1), () -> k.parts()[30] = 7);
  }

  @Racy
  static void raceMapBigKeyDelete() throws Exception {
    record Key(Integer[] parts) {
      @Override
      public int hashCode() {
        int hash = 0;
        for (Integer p : parts) {
          hash += p == null ? 0 : p;
        }
        return hash;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }

    Map<Key, Integer> m = new HashMap<>();
    m.put(new Key(new Integer[1]), 1); // an empty map would not ask for the hash
    Key k = new Key(new Integer[100]);
    together(() -> m.remove(k), () -> k.parts()[30] = 7);
  }

  @Racy
  static void raceMapBigValInsert() throws Exception {
    Map<Integer, Integer[]> m = new HashMap<>();
    Integer[] v = new Integer[1000];
    together(() -> m.put(1, v.clone()), () -> v[30] = 7);
  }

  @Racy
  static void raceMapBigValAccess1() throws Exception {
    Map<Integer, Integer[]> m = new HashMap<>();
    m.put(1, new Integer[1000]);
    Integer[] v = new Integer[1000];
    together(() -> System.arraycopy(m.get(1), 0, v, 0, 1000), () -> v[30] = 7);
  }

  @Racy
  static void raceMapBigValAccess2() throws Exception {
    Map<Integer, Integer[]> m = new HashMap<>();
    m.put(1, new Integer[1000]);
    Integer[] v = new Integer[1000];
    together(
        () -> {
          Integer[] found = m.getOrDefault(1, v);
          System.arraycopy(found, 0, v, 0, 1000);
        },
        () -> v[30] = 7);
  }
}
