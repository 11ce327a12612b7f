package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** A source file, read once: what is compiled is what is summed. */
final class SourceFile extends SimpleJavaFileObject {
  private final Path path;
  private final String shown;
  private final String binaryName;
  private @Nullable String text;
  private @Nullable String sum;

  /**
   * A source file.
   *
   * @param path where it is
   * @param shown what diagnostics call it: the name in the user's own terms
   * @param binaryName the name of the class to be found in it
   */
  SourceFile(Path path, String shown, String binaryName) {
    super(uri(path), Kind.SOURCE);
    this.path = path;
    this.shown = shown;
    this.binaryName = binaryName;
  }

  /** Javac wants the extension, which a script does without. */
  private static URI uri(Path path) {
    return path.toString().endsWith(".java") ? path.toUri() : URI.create(path.toUri() + ".java");
  }

  /** Whether it begins as a script does that the system runs by the command in its first line. */
  static boolean isScript(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == '#' && in.read() == '!';
    } catch (IOException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  String binaryName() {
    return binaryName;
  }

  /** The sum of what was read; null if nobody wanted to read it. */
  @Nullable String sum() {
    return sum;
  }

  @Override
  public String getCharContent(boolean ignoreEncodingErrors) throws IOException {
    if (text == null) {
      byte[] bytes = Files.readAllBytes(path);
      sum = Sha256.of(bytes);
      try {
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new IOException("not UTF-8, which sources have to be", e);
      }
      if (text.startsWith("#!")) {
        text = "//" + text.substring(2);
      }
    }
    return text;
  }

  @Override
  public String getName() {
    return shown;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceFile file && file.path.equals(path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return shown;
  }
}
