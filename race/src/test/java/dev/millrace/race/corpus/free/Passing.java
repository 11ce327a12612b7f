package dev.millrace.race.corpus.free;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Hands a reference from one thread to another without an edge. */
public final class Passing<T> {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Passing.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Object value;

  /** Hands it over. */
  public void give(T t) {
    VALUE.setOpaque(this, t);
  }

  /** Waits for it. */
  @SuppressWarnings("unchecked") // give takes nothing else
  public T take() throws InterruptedException {
    Object t;
    while ((t = VALUE.getOpaque(this)) == null) {
      Thread.sleep(1);
    }
    return (T) t;
  }
}
