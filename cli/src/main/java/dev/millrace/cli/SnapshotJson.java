package dev.millrace.cli;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.millrace.internal.diagnosis.Snapshot;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dump as JSON: an array of an object a goroutine, as {@code millrace dump --json} prints it.
 *
 * <p>It is read and written one goroutine at a time. A name that the reader does not know is passed
 * over, so that it reads what later versions write; what a goroutine cannot be shown without has to
 * be there.
 */
final class SnapshotJson {
  private SnapshotJson() {}

  static void write(Snapshot s, JsonWriter out) throws IOException {
    out.beginObject();
    out.name("id").value(s.id());
    out.name("state").value(s.state());
    out.name("waitedSeconds").value(s.waited());
    out.name("waitsOn").beginArray();
    for (String on : s.waitsOn()) {
      out.value(on);
    }
    out.endArray();
    out.name("stack").beginArray();
    for (StackTraceElement frame : s.stack()) {
      out.beginObject();
      out.name("class").value(frame.getClassName());
      out.name("method").value(frame.getMethodName());
      if (frame.getFileName() != null) {
        out.name("file").value(frame.getFileName());
      }
      if (frame.getLineNumber() >= 0) {
        out.name("line").value(frame.getLineNumber());
      }
      out.endObject();
    }
    out.endArray();
    if (s.parent() != 0) {
      out.name("createdBy").value(s.parent());
    }
    if (s.site() != null) {
      out.name("createdAt").value(s.site());
    }
    out.endObject();
  }

  /**
   * Reads a whole dump.
   *
   * @param text of the dump
   * @param action is given each goroutine
   * @throws MalformedJsonException if it is none; the message says where
   * @throws IOException what reading throws
   */
  static void read(Reader text, Consumer<Snapshot> action) throws IOException {
    JsonReader in = new JsonReader(text);
    try {
      in.beginArray();
      while (in.hasNext()) {
        action.accept(read(in));
      }
      in.endArray();
      JsonToken end = in.peek(); // which throws if something else follows
      assert end == JsonToken.END_DOCUMENT : end;
    } catch (MalformedJsonException e) {
      throw new MalformedJsonException(inWords(e), e);
    } catch (EOFException e) {
      throw new MalformedJsonException("it ends at " + in.getPath(), e);
    } catch (IllegalStateException | NumberFormatException e) { // another type than is asked for
      throw new MalformedJsonException("not what a dump has at " + in.getPath(), e);
    }
  }

  /** Gson's own message tells a programmer how to have it taken nevertheless. */
  private static String inWords(MalformedJsonException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int place = message.indexOf(" at line ");
    return place < 0 ? message : "no JSON" + message.substring(place);
  }

  private static Snapshot read(JsonReader in) throws IOException {
    long id = 0;
    String state = null;
    int waited = 0;
    List<String> waitsOn = List.of();
    List<StackTraceElement> stack = List.of();
    long parent = 0;
    String site = null;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "id" -> id = in.nextLong();
        case "state" -> state = in.nextString();
        case "waitedSeconds" -> waited = in.nextInt();
        case "waitsOn" -> waitsOn = list(in, JsonReader::nextString);
        case "stack" -> stack = list(in, SnapshotJson::frame);
        case "createdBy" -> parent = in.nextLong();
        case "createdAt" -> site = in.nextString();
        default -> in.skipValue();
      }
    }
    if (id == 0 || state == null) {
      throw new MalformedJsonException("a goroutine without id or state at " + in.getPath());
    }
    in.endObject();
    return new Snapshot(id, state, waited, waitsOn, stack, parent, site, 0, 0);
  }

  private static StackTraceElement frame(JsonReader in) throws IOException {
    String type = "";
    String method = "";
    String file = null;
    int line = -1;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "class" -> type = in.nextString();
        case "method" -> method = in.nextString();
        case "file" -> file = in.nextString();
        case "line" -> line = in.nextInt();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new StackTraceElement(type, method, file, line);
  }

  /** Reads one element of an array. */
  private interface Element<T> {
    T read(JsonReader in) throws IOException;
  }

  private static <T extends @Nullable Object> List<T> list(JsonReader in, Element<T> element)
      throws IOException {
    List<T> all = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      all.add(element.read(in));
    }
    in.endArray();
    return all;
  }
}
