package dev.millrace.cli;

/** What the user is told, and the exit code; never shown as a trace. */
final class UserError extends Exception {
  private static final long serialVersionUID = 1;

  /** The program cannot be run: it does not compile, has no main, is not there. */
  static final int FAILED = 1;

  /** The command was not understood. */
  static final int USAGE = 2;

  private final int exitCode;

  private UserError(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  static UserError failed(String message) {
    return new UserError(FAILED, message);
  }

  static UserError usage(String message) {
    return new UserError(USAGE, message);
  }

  int exitCode() {
    return exitCode;
  }

  /** The message, which an exception made by the constructor above always has. */
  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
