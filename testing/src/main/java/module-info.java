/** Millrace in tests. */
module dev.millrace.testing {
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.millrace.testing;

  provides org.junit.jupiter.api.extension.Extension with
      dev.millrace.testing.RaceExtension;
}
