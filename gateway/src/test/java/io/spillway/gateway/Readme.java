package io.spillway.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The README as tests read it: its tables, cell by cell. */
public final class Readme {
  /** The repository's root, as seen from a module whose tests run. */
  public static final Path ROOT = Path.of("..");

  private Readme() {}

  /** The rows of the table with this head. Fails when there is none, or more than one. */
  public static List<List<String>> table(String... head) {
    List<String> lines = lines();
    var found = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      if (cells(lines.get(i)).equals(List.of(head))) {
        found.add(i);
      }
    }
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " tables with the head " + Arrays.toString(head));
    }
    // The line below the head is the rule.
    return lines.subList(found.getFirst() + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(Readme::cells)
        .toList();
  }

  /** A cell without its backticks. */
  public static String bare(String cell) {
    return cell.replace("`", "");
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(ROOT.resolve("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|") || !line.endsWith("|")) {
      return List.of();
    }
    String inside = line.substring(1, line.length() - 1);
    return Arrays.stream(inside.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
  }
}
