package dev.millrace.race.runtime;

import java.util.List;

/**
 * Reports in SARIF 2.1.0, the format of static analysis results that code hosts and editors read.
 * Written by hand, as the boot loader has no library for it.
 */
final class Sarif {
  private Sarif() {}

  static String of(List<Race> races) {
    StringBuilder b = new StringBuilder();
    b.append(
        "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",");
    b.append(
        "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"millrace\",\"rules\":[{\"id\":\"data-race\",");
    b.append("\"shortDescription\":{\"text\":\"Data race\"}}]}},\"results\":[");
    for (int i = 0; i < races.size(); i++) {
      Race r = races.get(i);
      b.append(i == 0 ? "" : ",")
          .append("{\"ruleId\":\"data-race\",\"level\":\"error\",\"message\":{\"text\":");
      string(
          b,
          "data race at "
              + r.location()
              + ": "
              + kind(r.current())
              + " by "
              + r.current().actor()
              + ", previous "
              + kind(r.previous())
              + " by "
              + r.previous().actor());
      b.append("},\"locations\":[");
      location(b, r.current().stack());
      b.append("],\"relatedLocations\":[");
      location(b, r.previous().stack());
      if (r.made() != null) {
        b.append(r.previous().stack().isEmpty() ? "" : ",");
        physical(b, r.made());
      }
      b.append("],\"stacks\":[");
      stack(b, "current access", r.current().stack());
      b.append(',');
      stack(b, "previous access", r.previous().stack());
      b.append("]}");
    }
    return b.append("]}]}\n").toString();
  }

  private static String kind(Race.Side s) {
    return s.write() ? "write" : "read";
  }

  private static void stack(StringBuilder b, String name, List<StackTraceElement> stack) {
    b.append("{\"message\":{\"text\":");
    string(b, name);
    b.append("},\"frames\":[");
    for (int i = 0; i < stack.size(); i++) {
      b.append(i == 0 ? "" : ",").append("{\"location\":");
      physical(b, stack.get(i));
      b.append('}');
    }
    b.append("]}");
  }

  private static void location(StringBuilder b, List<StackTraceElement> stack) {
    if (!stack.isEmpty()) {
      physical(b, stack.getFirst());
    }
  }

  private static void physical(StringBuilder b, StackTraceElement e) {
    b.append("{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    String package_ = e.getClassName();
    int dot = package_.lastIndexOf('.');
    String directory = dot < 0 ? "" : package_.substring(0, dot + 1).replace('.', '/');
    string(b, directory + (e.getFileName() == null ? "unknown" : e.getFileName()));
    b.append("},\"region\":{\"startLine\":").append(Math.max(1, e.getLineNumber()));
    b.append("}},\"logicalLocations\":[{\"fullyQualifiedName\":");
    string(b, e.getClassName() + "." + e.getMethodName());
    b.append("}],\"message\":{\"text\":");
    string(b, Race.frame(e));
    b.append("}}");
  }

  private static void string(StringBuilder b, String s) {
    b.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        b.append('\\').append(c);
      } else if (c < ' ') {
        b.append(String.format("\\u%04x", (int) c));
      } else {
        b.append(c);
      }
    }
    b.append('"');
  }
}
