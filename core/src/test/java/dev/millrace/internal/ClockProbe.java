package dev.millrace.internal;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Computes from the probe's calls alone what happens before what, with a vector clock a thread. */
public final class ClockProbe implements Probe {
  /** Where a start meets the first step: told apart from what is released and acquired there. */
  private static final int START = LOCK - 1;

  private final Map<Thread, Map<Thread, Integer>> clocks = new HashMap<>();
  private final IdentityHashMap<Object, Map<Integer, Map<Thread, Integer>>> released =
      new IdentityHashMap<>();

  private final Map<Thread, Integer> steps = new HashMap<>();

  public ClockProbe() {}

  /** A moment in the life of a thread. */
  record Moment(Thread thread, int time) {}

  static ClockProbe installed() {
    return (ClockProbe) java.util.Objects.requireNonNull(Probe.INSTALLED);
  }

  /** Marks what the current thread has done so far. */
  synchronized Moment mark() {
    Thread self = Thread.currentThread();
    int time = clock(self).getOrDefault(self, 0);
    clock(self).put(self, time + 1);
    return new Moment(self, time);
  }

  /** Whether what was marked happens before what the current thread does now. */
  synchronized boolean isKnownHere(Moment m) {
    return clock(Thread.currentThread()).getOrDefault(m.thread, 0) > m.time;
  }

  private Map<Thread, Integer> clock(Thread t) {
    return clocks.computeIfAbsent(t, _ -> new HashMap<>());
  }

  private Map<Thread, Integer> released(Object on, int slot) {
    return released
        .computeIfAbsent(on, _ -> new HashMap<>())
        .computeIfAbsent(slot, _ -> new HashMap<>());
  }

  @Override
  public synchronized void step(Object on) {
    steps.merge(Thread.currentThread(), 1, Integer::sum);
  }

  /** How often the current thread could have let another one go first. */
  synchronized int steps() {
    return steps.getOrDefault(Thread.currentThread(), 0);
  }

  @Override
  public synchronized void release(Object on, int slot) {
    Map<Thread, Integer> to = released(on, slot);
    clock(Thread.currentThread()).forEach((t, time) -> to.merge(t, time, Math::max));
    mark();
  }

  @Override
  public synchronized void acquire(Object on, int slot) {
    Map<Thread, Integer> clock = clock(Thread.currentThread());
    released(on, slot).forEach((t, time) -> clock.merge(t, time, Math::max));
  }

  @Override
  public synchronized void transfer(Object from, int fromSlot, Object to, int toSlot) {
    Map<Thread, Integer> target = released(to, toSlot);
    released(from, fromSlot).forEach((t, time) -> target.merge(t, time, Math::max));
  }

  @Override
  public void access(Object on, boolean write, boolean atomic) {}

  @Override
  public void started(Object goroutine) {
    release(goroutine, START);
  }

  @Override
  public void began(Object goroutine) {
    acquire(goroutine, START);
  }

  @Override
  public void ended(Object goroutine) {
    release(goroutine, WHOLE);
  }
}
