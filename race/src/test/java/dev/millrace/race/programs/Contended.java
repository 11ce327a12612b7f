package dev.millrace.race.programs;

import java.util.concurrent.CountDownLatch;

/** Platform and virtual threads wait for one monitor, while there is garbage to be collected. */
public final class Contended {
  private static final int ROUNDS = 20_000;

  private int count;

  private Contended() {}

  private void add() {
    synchronized (this) {
      count++;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Contended contended = new Contended();
    int threads = 6;
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Runnable task =
          () -> {
            for (int n = 0; n < ROUNDS; n++) {
              contended.add();
              byte[] garbage = new byte[1000];
              synchronized (garbage) {
                garbage[0]++;
              }
            }
            done.countDown();
          };
      Thread t = i % 2 == 0 ? Thread.ofPlatform().start(task) : Thread.ofVirtual().start(task);
      t.setName("adds");
    }
    done.await();
    System.out.println(contended.count == threads * ROUNDS ? "all added" : "lost some");
  }
}
