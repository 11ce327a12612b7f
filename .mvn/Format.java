import module java.base;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;

/** What the walk does not enter: build output, and data that only looks like source. */
static final Set<String> SKIPPED = Set.of("target", "resources", ".git", ".idea", "out", "bin");

/**
 * Formats every Java file under a directory; with {@code check}, only names those that would
 * change.
 */
void main(String[] args) throws IOException {
  boolean check = args[0].equals("check");
  Path root = Path.of(args[1]);
  Queue<String> complaints = new ConcurrentLinkedQueue<>();
  sources(root).parallelStream().forEach(file -> format(file, check, complaints));
  complaints.stream().sorted().forEach(System.err::println);
  if (!complaints.isEmpty()) {
    if (check) System.err.println("To format: mvn -q -N verify -Dformat");
    System.exit(1);
  }
}

List<Path> sources(Path root) throws IOException {
  List<Path> files = new ArrayList<>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
          return SKIPPED.contains(dir.getFileName().toString())
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) files.add(file);
          return FileVisitResult.CONTINUE;
        }
      });
  return files;
}

void format(Path file, boolean check, Queue<String> complaints) {
  try {
    String source = Files.readString(file);
    String formatted = new Formatter().formatSourceAndFixImports(source);
    if (formatted.equals(source)) return;
    if (check) complaints.add(file + ": not formatted");
    else Files.writeString(file, formatted);
  } catch (FormatterException | IOException e) {
    complaints.add(file + ": " + e.getMessage());
  }
}
