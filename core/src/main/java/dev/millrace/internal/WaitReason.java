package dev.millrace.internal;

/**
 * What somebody waits for, in the words of Go's dumps ({@code waitReasonStrings} of its runtime);
 * those that Go has no word for come last.
 */
public enum WaitReason implements Waitable {
  CHAN_RECEIVE("chan receive"),
  CHAN_RECEIVE_NIL("chan receive (nil chan)"),
  CHAN_SEND("chan send"),
  CHAN_SEND_NIL("chan send (nil chan)"),
  SELECT("select"),
  SELECT_NO_CASES("select (no cases)"),
  MUTEX_LOCK("sync.Mutex.Lock"),
  RW_MUTEX_LOCK("sync.RWMutex.Lock"),
  RW_MUTEX_READ_LOCK("sync.RWMutex.RLock"),
  WAIT_GROUP_WAIT("sync.WaitGroup.Wait"),
  COND_WAIT("sync.Cond.Wait"),
  SLEEP("sleep"),
  SEMAPHORE("semacquire"),
  IO_WAIT("IO wait"),
  ONCE("once"),
  SINGLE_FLIGHT("single flight"),
  JOIN("goroutine join"),
  CANCELLATION("context cancel");

  private final String text;

  WaitReason(String text) {
    this.text = text;
  }

  @Override
  public WaitReason reasonOf(WaitQueue queue) {
    return this;
  }

  @Override
  public String toString() {
    return text;
  }
}
