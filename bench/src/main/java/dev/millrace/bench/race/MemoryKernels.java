package dev.millrace.bench.race;

/** What reads and writes memory and does little else: the worst that a detector can meet. */
final class MemoryKernels {
  private static final int OBJECTS = 1_024;
  private static final int PARTICLES = 10_000;

  private MemoryKernels() {}

  static void addTo(RaceKernels kernels) {
    kernels.row("eratosthenes", MemoryKernels::eratosthenes);
    kernels.row("eratosthenes-passed", MemoryKernels::eratosthenesPassed);
    kernels.row("matmul", MemoryKernels::matmul);
    kernels.row("matmul-passed", MemoryKernels::matmulPassed);
    kernels.row("fields", MemoryKernels::fields);
    kernels.row("structs", MemoryKernels::structs);
    kernels.row("quicksort", MemoryKernels::quicksort);
    kernels.row("hash-own", HashKernel::run);
  }

  /** How many primes there are up to n. */
  private static long eratosthenes(int n) {
    boolean[] composite = new boolean[n + 1];
    int primes = 0;
    for (int i = 2; i <= n; i++) {
      if (!composite[i]) {
        primes++;
        for (long k = (long) i * i; k <= n; k += i) {
          composite[(int) k] = true;
        }
      }
    }
    return primes;
  }

  /** The same with an array that comes from elsewhere. */
  private static long eratosthenesPassed(int n) {
    boolean[] composite = numbers(n);
    int primes = 0;
    for (int i = 2; i <= n; i++) {
      if (!composite[i]) {
        primes++;
        for (long k = (long) i * i; k <= n; k += i) {
          composite[(int) k] = true;
        }
      }
    }
    return primes;
  }

  private static boolean[] numbers(int n) {
    return new boolean[n + 1];
  }

  /** Two matrices of n × n, of whole numbers, so that the sum is the same in whatever order. */
  private static long matmul(int n) {
    double[][] a = new double[n][n];
    double[][] b = new double[n][n];
    double[][] c = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        a[i][k] = (i + k) % 7;
        b[i][k] = (i * k) % 5;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i][k] * b[k][j];
        }
        c[i][j] = sum;
      }
    }
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += c[i][i];
    }
    return (long) trace;
  }

  /** The same with matrices that come from elsewhere. */
  private static long matmulPassed(int n) {
    double[][] a = matrix(n);
    double[][] b = matrix(n);
    double[][] c = matrix(n);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        a[i][k] = (i + k) % 7;
        b[i][k] = (i * k) % 5;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i][k] * b[k][j];
        }
        c[i][j] = sum;
      }
    }
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += c[i][i];
    }
    return (long) trace;
  }

  private static double[][] matrix(int n) {
    return new double[n][n];
  }

  private static final class Counter {
    int x;
    long y;
  }

  private static long fields(int n) {
    Counter[] counters = new Counter[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      counters[i] = new Counter();
    }
    for (int i = 0; i < n; i++) {
      Counter counter = counters[i & OBJECTS - 1];
      counter.x++;
      counter.y += i ^ counter.x;
    }
    long sum = 0;
    for (Counter counter : counters) {
      sum += counter.x + counter.y;
    }
    return sum;
  }

  private static final class Particle {
    double x;
    double y;
    double vx;
    double vy;
    int bounces;
  }

  /** In Java an array of objects, in Go of structs: as one writes it in either. */
  private static long structs(int n) {
    Particle[] particles = new Particle[Math.min(n, PARTICLES)];
    for (int i = 0; i < particles.length; i++) {
      Particle p = new Particle();
      particles[i] = p;
      p.x = i & 63;
      p.y = i & 31;
      p.vx = (i % 5) + 1;
      p.vy = (i % 3) + 1;
    }
    for (int done = 0; done + particles.length <= n; done += particles.length) {
      for (int i = 0; i < particles.length; i++) {
        Particle p = particles[i];
        p.x += p.vx;
        p.y += p.vy;
        if (p.x > 100 || p.x < 0) {
          p.vx = -p.vx;
          p.bounces++;
        }
        if (p.y > 100 || p.y < 0) {
          p.vy = -p.vy;
          p.bounces++;
        }
      }
    }
    long sum = 0;
    for (Particle p : particles) {
      sum += (long) (p.x + p.y) + p.bounces;
    }
    return sum;
  }

  private static long quicksort(int n) {
    int[] values = new int[n];
    int random = 12_345;
    for (int i = 0; i < n; i++) {
      random = random * 1_103_515_245 + 12_345;
      values[i] = random >>> 8;
    }
    sort(values, 0, n - 1);
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (long) values[i] * (i & 15);
    }
    return sum;
  }

  private static void sort(int[] values, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int pivot = values[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          int value = values[i];
          values[i] = values[j];
          values[j] = value;
          i++;
          j--;
        }
      }
      sort(values, low, j);
      low = i;
    }
  }
}
