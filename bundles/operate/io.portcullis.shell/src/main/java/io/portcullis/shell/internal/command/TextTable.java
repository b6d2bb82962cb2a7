// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.support.text.PrintableText;
import java.util.ArrayList;
import java.util.List;

/** A text table with aligned columns. Not thread-safe. */
public final class TextTable {
  private final String indent;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String indent) {
    this.indent = indent;
  }

  public TextTable row(String... cells) {
    rows.add(List.of(cells).stream().map(PrintableText::escaped).toList());
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(width(column) - cell.length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
