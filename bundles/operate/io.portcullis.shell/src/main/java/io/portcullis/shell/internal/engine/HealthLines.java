// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.health.Health;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;

/** Formats health lines. */
final class HealthLines {
  private HealthLines() {}

  /** Returns the lines as a table. */
  static String table(List<Health> lines, Presentation presentation) {
    TextTable table = new TextTable("  ", presentation, 1);
    lines.forEach(line -> table.row(line.part(), line.level().word(), line.detail()));
    return lines.isEmpty() ? "  none" : table.toString();
  }

  /** Writes the lines as the field {@code health}. */
  static void write(JsonGenerator json, List<Health> lines) throws IOException {
    TerminalJson.objects(
        json,
        "health",
        lines,
        (line, each) -> {
          TerminalJson.field(each, "part", line.part());
          TerminalJson.field(each, "level", line.level().word());
          TerminalJson.field(each, "detail", line.detail());
          TerminalJson.field(each, "code", line.code());
        });
  }
}
