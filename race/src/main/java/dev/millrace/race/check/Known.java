package dev.millrace.race.check;

/** A data race, if two threads run it. */
public final class Known implements Runnable {
  @SuppressWarnings("unused") // nobody needs the sum
  private int count;

  /** Made by the detector, in a class loader of its own. */
  public Known() {}

  @Override
  public void run() {
    count++;
  }
}
