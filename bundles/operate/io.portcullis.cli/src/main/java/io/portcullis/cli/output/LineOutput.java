// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Writes lines that do not disturb a terminal. */
public final class LineOutput {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the members of an object. */
  public interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private final OutputStream out;

  public LineOutput(OutputStream out) {
    this.out = out;
  }

  public void line(String text) throws IOException {
    out.write((PrintableText.escaped(text) + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an object as one line of JSON. */
  public void json(Members members) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    line(text.toString());
  }

  /** Flushes the output, so that a reader sees all lines written so far. */
  public void flush() throws IOException {
    out.flush();
  }
}
