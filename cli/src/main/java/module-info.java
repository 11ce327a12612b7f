/** The {@code millrace} command. */
module dev.millrace.cli {
  requires dev.millrace;
  requires com.google.gson;
  requires info.picocli;
  requires java.compiler;
  requires jdk.attach;
  requires jdk.compiler;
  requires static org.jspecify;

  opens dev.millrace.cli to
      info.picocli;
}
