module app {
  requires dev.millrace;
}
