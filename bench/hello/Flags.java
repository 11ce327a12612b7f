import java.lang.management.ManagementFactory;

/** Says with which flags {@code millrace run} has started it, a line each. */
void main() {
  ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(IO::println);
}
