package dev.millrace.snippets;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is printed while this is open. */
final class Console implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  Console() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  /** The lines so far, of all goroutines. */
  List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
