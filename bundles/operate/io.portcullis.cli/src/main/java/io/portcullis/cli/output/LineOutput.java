// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes lines that do not disturb a terminal. */
public final class LineOutput {
  private final OutputStream out;

  public LineOutput(OutputStream out) {
    this.out = out;
  }

  public void line(String text) throws IOException {
    out.write((PrintableText.escaped(text) + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an object as one line of JSON. */
  public void json(TerminalJson.Body members) throws IOException {
    line(TerminalJson.object(members));
  }

  /** Flushes the output, so that a reader sees all lines written so far. */
  public void flush() throws IOException {
    out.flush();
  }
}
