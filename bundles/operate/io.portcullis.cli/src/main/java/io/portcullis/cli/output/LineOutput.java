// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes lines that do not disturb a terminal. */
public final class LineOutput {
  private final OutputStream out;
  private final Presentation presentation;

  /** Writes to an output, for a person or a program. */
  public LineOutput(OutputStream out, Presentation presentation) {
    this.out = out;
    this.presentation = presentation;
  }

  /** Returns how text is presented. */
  public Presentation presentation() {
    return presentation;
  }

  /** Writes a line. */
  public void line(String text) throws IOException {
    line(TextStyle.PLAIN, text);
  }

  /** Writes a line in a style, if there are colours. */
  public void line(TextStyle style, String text) throws IOException {
    String safe = presentation.style(style, PrintableText.escaped(text));
    out.write((safe + '\n').getBytes(StandardCharsets.UTF_8));
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
