/**
 * Go's concurrency for Java: goroutines, channels, select, contexts, and the tools that find what
 * goes wrong with them.
 */
module dev.millrace {
  requires static org.jspecify;

  exports dev.millrace;
  exports dev.millrace.context;
  exports dev.millrace.pipeline;
  exports dev.millrace.sync;
  exports dev.millrace.time;
}
