package dev.millrace.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build, and the JDK that programs run on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "millrace " + (version == null ? "(unknown version)" : version),
      "java " + Runtime.version() + " (" + System.getProperty("java.home") + ")",
    };
  }
}
