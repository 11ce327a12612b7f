/** The {@code millrace} command. */
module dev.millrace.cli {
  requires dev.millrace;
  requires info.picocli;
  requires java.compiler;
  requires jdk.compiler;
  requires jdk.unsupported;
  requires static org.jspecify;

  opens dev.millrace.cli to
      info.picocli;
}
