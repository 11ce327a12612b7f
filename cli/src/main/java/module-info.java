/** The {@code millrace} command. */
@SuppressWarnings("requires-automatic") // of Eclipse's
module dev.millrace.cli {
  requires dev.millrace;
  requires com.google.gson;
  requires info.picocli;
  requires java.compiler;
  requires java.xml;
  requires jdk.attach;
  requires jdk.compiler;
  requires static org.eclipse.elk.alg.layered;
  requires static org.eclipse.elk.core;
  requires static org.eclipse.elk.graph;
  requires static org.eclipse.emf.common;
  requires static org.eclipse.emf.ecore;
  requires static org.jspecify;

  opens dev.millrace.cli to
      info.picocli;
}
