package dev.millrace.internal;

/** What has queues of those who wait. */
public interface Waitable {
  /**
   * What those in one of its queues wait for.
   *
   * @param queue made for this
   */
  WaitReason reasonOf(WaitQueue queue);
}
