package dev.millrace.internal;

import dev.millrace.internal.scheduler.Scheduler;
import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Memory;
import dev.millrace.race.runtime.Strand;
import dev.millrace.race.runtime.Threads;
import org.jspecify.annotations.NullMarked;

/**
 * Tells the race detector of the library's own edges. It is not found by its name, as the loader of
 * the detector does not see the library: its bytes are defined beside the library's classes.
 */
@NullMarked
public final class RaceProbe implements Probe {
  /** Four times the scheduler's own: what goes to another carrier takes its clocks with it. */
  private static final long WORK_NANOS = 6_000;

  /** Made by the {@code ProbeLoader}. */
  public RaceProbe() {
    Scheduler.workFrom(WORK_NANOS);
  }

  @Override
  public void step(Object on) {
    Strand.current().settle();
  }

  @Override
  public void release(Object on, int slot) {
    if (slot == LOCK) {
      Edges.leaving(on);
    } else {
      Edges.release(on, slot);
    }
  }

  @Override
  public void acquire(Object on, int slot) {
    if (slot == LOCK) {
      Edges.entered(on);
    } else {
      Edges.acquire(on, slot);
    }
  }

  @Override
  public void pass(Object on, int slot) {
    Edges.pass(on, slot);
  }

  @Override
  public void transfer(Object from, int fromSlot, Object to, int toSlot) {
    Edges.transfer(from, fromSlot, to, toSlot);
  }

  @Override
  public void access(Object on, boolean write, boolean atomic) {
    Memory.accessByCaller(on, write, atomic);
  }

  @Override
  public void started(Object goroutine) {}

  @Override
  public void began(Object goroutine) {
    if (goroutine instanceof G g) {
      Threads.goroutine(g.id());
    }
  }

  @Override
  public void ended(Object goroutine) {
    Edges.release(goroutine, WHOLE);
    Threads.ended();
  }
}
