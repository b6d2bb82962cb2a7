// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A text table with aligned columns. Not thread-safe. */
public final class TextTable {
  private final String indent;
  private final Presentation presentation;
  private final Set<Integer> styledColumns;
  private final List<Row> rows = new ArrayList<>();

  private record Row(List<String> cells, TextStyle lastCell) {}

  /** Creates a table without colours. */
  public TextTable(String indent) {
    this(indent, Presentation.PLAIN);
  }

  /** Creates a table; the words in some columns decide their colours. */
  public TextTable(String indent, Presentation presentation, Integer... styledColumns) {
    this.indent = indent;
    this.presentation = presentation;
    this.styledColumns = Set.of(styledColumns);
  }

  /** Adds a row. */
  public TextTable row(String... cells) {
    return row(TextStyle.PLAIN, cells);
  }

  /** Adds a row with a style for its last cell. */
  public TextTable row(TextStyle lastCell, String... cells) {
    rows.add(new Row(Stream.of(cells).map(PrintableText::escaped).toList(), lastCell));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < row.cells.size(); column++) {
        String cell = row.cells.get(column);
        line.append(presentation.style(style(row, column), cell))
            .append(" ".repeat(width(column) - cell.length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private TextStyle style(Row row, int column) {
    if (styledColumns.contains(column)) {
      return TextStyle.of(row.cells.get(column));
    }
    return column == row.cells.size() - 1 ? row.lastCell : TextStyle.PLAIN;
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.cells.size() > column)
        .mapToInt(row -> row.cells.get(column).length())
        .max()
        .orElse(0);
  }
}
