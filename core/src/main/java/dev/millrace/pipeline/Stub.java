package dev.millrace.pipeline;

final class Stub {
  private Stub() {}
}
