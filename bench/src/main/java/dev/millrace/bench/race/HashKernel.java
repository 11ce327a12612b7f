package dev.millrace.bench.race;

/** A hash map of one's own: open addressing over arrays, never shared. */
final class HashKernel {
  private static final int KEYS = 1 << 14;

  private int[] keys = new int[64];
  private long[] values = new long[64];
  private int size;

  private HashKernel() {}

  /** n operations: a quarter of them puts. */
  static long run(int n) {
    HashKernel map = new HashKernel();
    long sum = 0;
    int random = 12_345;
    for (int i = 0; i < n; i++) {
      random = random * 1_103_515_245 + 12_345;
      int key = ((random >>> 8) & KEYS - 1) + 1;
      if ((i & 3) == 0) {
        map.put(key, i);
      } else {
        sum += map.get(key);
      }
    }
    return sum + map.size;
  }

  /** Where a key is or could be put; 0 is no key. */
  private int find(int key) {
    int i = (key * 0x9E3779B1) >>> 8 & keys.length - 1;
    while (keys[i] != 0 && keys[i] != key) {
      i = i + 1 & keys.length - 1;
    }
    return i;
  }

  private long get(int key) {
    return values[find(key)];
  }

  private void put(int key, long value) {
    int i = find(key);
    if (keys[i] == 0) {
      keys[i] = key;
      size++;
    }
    values[i] = value;
    if (2 * size > keys.length) {
      grow();
    }
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = new long[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int to = find(oldKeys[i]);
        keys[to] = oldKeys[i];
        values[to] = oldValues[i];
      }
    }
  }
}
