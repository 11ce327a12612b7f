package dev.millrace.bench.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that one system has, by name. */
public final class Suite {
  private final Map<String, FiguresBody> bodies = new LinkedHashMap<>();

  public void row(String name, Body body) {
    figures(name, (n, _) -> body.run(n));
  }

  public void figures(String name, FiguresBody body) {
    if (bodies.put(name, body) != null) {
      throw new IllegalArgumentException("two rows are called " + name);
    }
  }

  public @Nullable FiguresBody get(String name) {
    return bodies.get(name);
  }

  public Set<String> names() {
    return bodies.keySet();
  }
}
