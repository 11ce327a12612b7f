package dev.millrace.internal.diagnosis;

import dev.millrace.internal.G;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines on their way out of a process: data and not text, so that whoever asked decides how to
 * show them. One at a time, so that a million need no more memory than one.
 *
 * <p>A part begins with {@link #PART} for each copy of the library in the process and ends with
 * {@link #END}; between are goroutines, each behind {@link #GOROUTINE}. A text or frame that has
 * come before is given by its number.
 */
public final class SnapshotStream {
  private static final int PART = 0x6d696c6c;
  private static final byte END = 0;
  private static final byte GOROUTINE = 1;

  private SnapshotStream() {}

  /**
   * Appends all goroutines of this copy of the library to a file.
   *
   * @param file which must be there
   * @throws IOException what writing throws
   */
  public static void append(String file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                Files.newOutputStream(Path.of(file), StandardOpenOption.APPEND)))) {
      out.writeInt(PART);
      Writer writer = new Writer(out);
      Holders holders = new Holders();
      for (G g : Snapshot.goroutines()) {
        Snapshot s = Snapshot.of(g, holders);
        if (s != null) {
          out.writeByte(GOROUTINE);
          writer.write(s);
        }
      }
      out.writeByte(END);
    }
  }

  /**
   * Reads what was appended.
   *
   * @param in of the file
   * @param action is given each goroutine
   * @return how many copies of the library there were
   * @throws IOException what reading throws, also if it is not whole
   */
  public static int read(DataInputStream in, Consumer<Snapshot> action) throws IOException {
    int parts = 0;
    while (in.available() > 0) {
      if (in.readInt() != PART) {
        throw new IOException("not what this version of Millrace writes");
      }
      parts++;
      Reader reader = new Reader(in);
      while (in.readByte() == GOROUTINE) {
        action.accept(reader.read());
      }
    }
    return parts;
  }

  private static final class Writer {
    private final DataOutputStream out;
    private final Map<Object, Integer> known = new HashMap<>();

    Writer(DataOutputStream out) {
      this.out = out;
    }

    void write(Snapshot s) throws IOException {
      out.writeLong(s.id());
      text(s.state());
      out.writeInt(s.waited());
      out.writeInt(s.waitsOn().size());
      for (String on : s.waitsOn()) {
        out.writeUTF(on);
      }
      out.writeInt(s.stack().size());
      for (StackTraceElement frame : s.stack()) {
        if (isNew(frame)) {
          out.writeUTF(frame.getClassName());
          out.writeUTF(frame.getMethodName());
          String file = frame.getFileName();
          out.writeUTF(file == null ? "" : file);
          out.writeInt(frame.getLineNumber());
        }
      }
      out.writeLong(s.parent());
      String site = s.site();
      text(site == null ? "" : site);
    }

    private void text(String text) throws IOException {
      if (isNew(text)) {
        out.writeUTF(text);
      }
    }

    private boolean isNew(Object o) throws IOException {
      int next = known.size();
      Integer number = known.putIfAbsent(o, next);
      out.writeInt(number == null ? next : number);
      return number == null;
    }
  }

  private static final class Reader {
    private final DataInputStream in;
    private final List<Object> known = new ArrayList<>();

    Reader(DataInputStream in) {
      this.in = in;
    }

    Snapshot read() throws IOException {
      long id = in.readLong();
      String state = text();
      int waited = in.readInt();
      List<String> waitsOn = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        waitsOn.add(in.readUTF());
      }
      List<StackTraceElement> stack = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        stack.add(frame());
      }
      long parent = in.readLong();
      String site = text();
      return new Snapshot(
          id, state, waited, waitsOn, stack, parent, site.isEmpty() ? null : site, 0, 0);
    }

    private String text() throws IOException {
      int number = in.readInt();
      if (number == known.size()) {
        known.add(in.readUTF());
      }
      return (String) known.get(number);
    }

    private StackTraceElement frame() throws IOException {
      int number = in.readInt();
      if (number == known.size()) {
        String type = in.readUTF();
        String method = in.readUTF();
        String file = in.readUTF();
        known.add(new StackTraceElement(type, method, orNull(file), in.readInt()));
      }
      return (StackTraceElement) known.get(number);
    }

    private static @Nullable String orNull(String s) {
      return s.isEmpty() ? null : s;
    }
  }
}
