package io.spillway.loadtest.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text, for a terminal and for a Markdown file. The first column is words, the others
 * are numbers and stand to the right.
 */
final class TextTable {
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header) {
    this.header = List.copyOf(header);
  }

  /** Adds a row. */
  void row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "cells: %d (expected: %d)".formatted(cells.size(), header.size()));
    }
    rows.add(List.copyOf(cells));
  }

  boolean empty() {
    return rows.isEmpty();
  }

  /** With columns under each other. */
  String text() {
    int[] widths = widths();
    var text = new StringBuilder();
    text.append(line(header, widths));
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  /** As Markdown has it. */
  String markdown() {
    var text = new StringBuilder();
    text.append("| ").append(String.join(" | ", header)).append(" |\n|---|");
    text.append("---:|".repeat(header.size() - 1)).append('\n');
    rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    var text = new StringBuilder("  ");
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - cells.get(i).length());
      text.append(i == 0 ? cells.get(i) + pad : "  " + pad + cells.get(i));
    }
    return text.toString().stripTrailing() + "\n";
  }
}
