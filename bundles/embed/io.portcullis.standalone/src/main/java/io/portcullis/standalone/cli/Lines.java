// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Writes lines that do not disturb a terminal. */
final class Lines {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the members of an object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private final OutputStream out;

  Lines(OutputStream out) {
    this.out = out;
  }

  void line(String text) throws IOException {
    out.write((Printable.line(text) + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** Writes an object as one line of JSON. */
  void json(Members members) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    line(text.toString());
  }

  /** Whoever reads along sees what was written so far. */
  void flush() throws IOException {
    out.flush();
  }
}
