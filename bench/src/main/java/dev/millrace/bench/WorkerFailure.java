package dev.millrace.bench;

/** A worker failed, answered wrongly or not in time; the message says which. */
final class WorkerFailure extends Exception {
  private static final long serialVersionUID = 1;

  WorkerFailure(String message) {
    super(message);
  }
}
