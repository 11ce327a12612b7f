package dev.millrace.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** The comparisons as a file: a line for each figure of each row and contender. */
final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader(
              "row",
              "figure",
              "unit",
              "system",
              "median",
              "min",
              "lower quartile",
              "upper quartile",
              "max",
              "rounds",
              "note")
          .setSkipHeaderRecord(true)
          .setRecordSeparator('\n')
          .get();

  private Csv() {}

  static void write(Path file, List<Comparison> comparisons) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        CSVPrinter csv = FORMAT.builder().setSkipHeaderRecord(false).get().print(out)) {
      for (Comparison comparison : comparisons) {
        for (Map.Entry<Contender, Summary> entry : comparison.summaries().entrySet()) {
          Summary summary = entry.getValue();
          csv.printRecord(
              comparison.row().name(),
              comparison.figure().name(),
              comparison.figure().unit(),
              entry.getKey().title(),
              summary.median(),
              summary.min(),
              summary.lowerQuartile(),
              summary.upperQuartile(),
              summary.max(),
              summary.rounds(),
              "");
        }
        for (Map.Entry<Contender, Result> entry : comparison.others().entrySet()) {
          csv.printRecord(
              comparison.row().name(),
              comparison.figure().name(),
              comparison.figure().unit(),
              entry.getKey().title(),
              "",
              "",
              "",
              "",
              "",
              0,
              note(entry.getValue()));
        }
      }
    }
  }

  private static String note(Result result) {
    return switch (result) {
      case Result.Measured _ -> "";
      case Result.Failed(String cause) -> "failed: " + cause;
      case Result.Missing(String reason) -> reason;
    };
  }

  /** Reads what {@link #write} has written; rows that there are no more are left out. */
  static List<Comparison> read(Path file) throws IOException {
    return read(file, Rows.all());
  }

  static List<Comparison> read(Path file, List<Row> rows) throws IOException {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    for (Row row : rows) {
      for (Figure figure : row.figures()) {
        comparisons.put(
            row.name() + " " + figure.name(),
            new Comparison(
                row, figure, new EnumMap<>(Contender.class), new EnumMap<>(Contender.class)));
      }
    }
    try (Reader in = Files.newBufferedReader(file);
        CSVParser records = FORMAT.parse(in)) {
      for (CSVRecord line : records) {
        Comparison comparison = comparisons.get(line.get("row") + " " + line.get("figure"));
        if (comparison != null) {
          read(line, comparison);
        }
      }
    }
    List<Comparison> read = new ArrayList<>(comparisons.values());
    read.removeIf(comparison -> comparison.summaries().isEmpty() && comparison.others().isEmpty());
    return read;
  }

  private static void read(CSVRecord line, Comparison into) {
    Contender contender = Contender.of(line.get("system"));
    String note = line.get("note");
    if (note.startsWith("failed: ")) {
      into.others().put(contender, new Result.Failed(note.substring("failed: ".length())));
    } else if (!note.isEmpty()) {
      into.others().put(contender, new Result.Missing(note));
    } else {
      into.summaries()
          .put(
              contender,
              new Summary(
                  Double.parseDouble(line.get("median")),
                  Double.parseDouble(line.get("min")),
                  Double.parseDouble(line.get("lower quartile")),
                  Double.parseDouble(line.get("upper quartile")),
                  Double.parseDouble(line.get("max")),
                  Integer.parseInt(line.get("rounds"))));
    }
  }
}
