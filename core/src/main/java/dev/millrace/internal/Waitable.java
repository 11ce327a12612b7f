package dev.millrace.internal;

/** What has queues of those who wait. */
public interface Waitable {
  /**
   * What those in one of its queues wait for.
   *
   * @param queue made for this
   */
  WaitReason reasonOf(WaitQueue queue);

  /**
   * Who has taken what those in one of its queues wait for, if that is one thread alone and known.
   * Read without a lock, so as it is, or was a moment ago.
   *
   * @param queue made for this
   * @return the thread's {@link Thread#threadId() number}; 0 if that is not known
   */
  default long holderOf(WaitQueue queue) {
    return 0;
  }
}
