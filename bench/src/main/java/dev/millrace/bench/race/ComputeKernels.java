package dev.millrace.bench.race;

/** What computes more than it reads and writes. */
final class ComputeKernels {
  private static final int ITERATIONS = 50;
  private static final double STEP = 0.001;

  private ComputeKernels() {}

  static void addTo(RaceKernels kernels) {
    kernels.row("nbody", ComputeKernels::nbody);
    kernels.row("fib", ComputeKernels::fib);
    kernels.row("mandelbrot", ComputeKernels::mandelbrot);
  }

  private static final class Planet {
    final double mass;
    double x;
    double y;
    double z;
    double vx;
    double vy;
    double vz;

    Planet(int i) {
      mass = 1 + i;
      x = i * 1.5;
      y = i * 0.75;
      z = i * 0.25;
      vx = 0.125 * i;
      vy = 0.0625;
      vz = 0.015625;
    }
  }

  /** n steps of five planets. */
  private static long nbody(int n) {
    Planet[] planets = new Planet[5];
    for (int i = 0; i < planets.length; i++) {
      planets[i] = new Planet(i);
    }
    for (int step = 0; step < n; step++) {
      for (int i = 0; i < planets.length; i++) {
        Planet p = planets[i];
        for (int j = i + 1; j < planets.length; j++) {
          Planet q = planets[j];
          double dx = p.x - q.x;
          double dy = p.y - q.y;
          double dz = p.z - q.z;
          double square = dx * dx + dy * dy + dz * dz + 0.01;
          double magnitude = STEP / (square * Math.sqrt(square));
          p.vx -= dx * q.mass * magnitude;
          p.vy -= dy * q.mass * magnitude;
          p.vz -= dz * q.mass * magnitude;
          q.vx += dx * p.mass * magnitude;
          q.vy += dy * p.mass * magnitude;
          q.vz += dz * p.mass * magnitude;
        }
      }
      for (Planet p : planets) {
        p.x += STEP * p.vx;
        p.y += STEP * p.vy;
        p.z += STEP * p.vz;
      }
    }
    double momentum = 0;
    for (Planet p : planets) {
      momentum += p.mass * (p.vx + p.vy + p.vz);
    }
    // What is conserved: Go may fuse a product and a sum, and the paths then part in the last
    // digit.
    return Math.round(momentum * 1e3);
  }

  private static long fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }

  /** How many points of a grid of n × n stay inside; the rows are written to an image. */
  private static long mandelbrot(int n) {
    byte[] image = new byte[n * n];
    for (int row = 0; row < n; row++) {
      double ci = 2.0 * row / n - 1.0;
      for (int column = 0; column < n; column++) {
        double cr = 2.0 * column / n - 1.5;
        double zr = 0;
        double zi = 0;
        double squareR = 0;
        double squareI = 0;
        int i = 0;
        while (i < ITERATIONS && squareR + squareI <= 4) {
          zi = 2 * zr * zi + ci;
          zr = squareR - squareI + cr;
          squareR = zr * zr;
          squareI = zi * zi;
          i++;
        }
        image[row * n + column] = (byte) i;
      }
    }
    long inside = 0;
    for (byte iterations : image) {
      inside += iterations == ITERATIONS ? 1 : 0;
    }
    return inside;
  }
}
