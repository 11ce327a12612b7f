/** What each of the consumers prints. */
static final String EXPECTED =
    """
    nine jobs: 90
    """;

/** Runs what the consumers have built, each in the way it is meant to be run. */
void main(String[] args) throws Exception {
  Path projects = Path.of(args[0]);
  String jar = args[1];
  String plain = projects.resolve("class-path/target/classes") + File.pathSeparator + jar;
  String modular = projects.resolve("module-path/target/classes") + File.pathSeparator + jar;
  run("class path", "-cp", plain, "app.Main");
  run("module path", "-p", modular, "-m", "app/app.Main");
  run("fat jar", "-jar", projects.resolve("fat-jar/target/app.jar").toString());
}

void run(String name, String... arguments) throws Exception {
  List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
  command.addAll(List.of(arguments));
  Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
  String output = new String(process.getInputStream().readAllBytes());
  int status = process.waitFor();
  if (status != 0 || !output.equals(EXPECTED)) {
    System.err.println(
        name + ": exit " + status + ", expected\n" + EXPECTED + "but got\n" + output);
    System.exit(1);
  }
  IO.println(name + ": as expected");
}
