package dev.millrace.bench;

import dev.millrace.Chan;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The core's class files with the probe's call sites cut out: each {@code if (Probe.INSTALLED !=
 * null) { … }}, the question included. What the call sites cost while no probe is installed is the
 * difference between such a core and the usual one.
 */
final class Bare {
  private static final String PROBE = "dev/millrace/internal/Probe";

  private Bare() {}

  /**
   * Writes all class files that had call sites.
   *
   * @return how many call sites there were
   */
  static int write(Path directory) throws IOException {
    Path jar;
    try {
      jar = Path.of(Chan.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isDirectory(jar)) {
      return writeAll(jar, directory);
    }
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      return writeAll(inside.getPath("/"), directory);
    }
  }

  private static int writeAll(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    int cut = 0;
    for (Path file : files) {
      Cutter cutter = new Cutter();
      byte[] bare = cutter.transform(Files.readAllBytes(file));
      if (cutter.cut > 0) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.write(target, bare);
        cut += cutter.cut;
      }
    }
    if (cut == 0) {
      throw new IOException("no call sites of the probe in " + from);
    }
    return cut;
  }

  /** Cuts them out of one class. */
  private static final class Cutter {
    private int cut;

    byte[] transform(byte[] bytes) {
      ClassFile classFile = ClassFile.of();
      return classFile.transformClass(
          classFile.parse(bytes),
          ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Body::new)));
    }

    private final class Body implements CodeTransform {
      /** {@code Probe.INSTALLED} has been read, and what comes next decides what for. */
      private @Nullable CodeElement read;

      /** Where the block ends that is being left out. */
      private @Nullable Label end;

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        if (end != null) {
          if (element instanceof LabelTarget target && target.label().equals(end)) {
            end = null;
          }
          if (!(element instanceof Instruction) && !(element instanceof LineNumber)) {
            code.with(element); // a label may be the end of a variable's scope
          }
          return;
        }
        if (read != null && element instanceof Instruction) {
          if (element instanceof BranchInstruction branch && branch.opcode() == Opcode.IFNULL) {
            end = branch.target();
            read = null;
            cut++;
            return;
          }
          code.with(read);
          read = null;
        }
        if (element instanceof FieldInstruction field
            && field.opcode() == Opcode.GETSTATIC
            && field.owner().asInternalName().equals(PROBE)
            && field.name().equalsString("INSTALLED")) {
          read = element;
          return;
        }
        code.with(element);
      }
    }
  }
}
