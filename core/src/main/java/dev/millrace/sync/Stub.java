package dev.millrace.sync;

final class Stub {
  private Stub() {}
}
