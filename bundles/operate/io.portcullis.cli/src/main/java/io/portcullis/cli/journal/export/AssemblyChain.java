// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Writes entries of Agent Assembly as JSON lines, chained from sequence number 0. */
final class AssemblyChain {
  // ASCII only, so that the lines do not disturb a terminal.
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final OutputStream out;
  private byte[] previous = new byte[32];
  private long seq;

  AssemblyChain(OutputStream out) {
    this.out = out;
  }

  void add(AssemblyEntry entry) throws IOException {
    byte[] hash = entry.hash(seq, previous);
    out.write((text(entry, hash) + '\n').getBytes(StandardCharsets.UTF_8));
    previous = hash;
    seq++;
  }

  private String text(AssemblyEntry entry, byte[] hash) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("seq", seq);
      json.writeNumberField("timestamp_ns", entry.timestampNanos());
      json.writeStringField("event_type", entry.type().word);
      bytes(json, "agent_id", entry.agentBytes());
      bytes(json, "session_id", entry.sessionBytes());
      json.writeStringField("payload", entry.payload());
      bytes(json, "previous_hash", previous);
      bytes(json, "entry_hash", hash);
      origin(json, entry);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void origin(JsonGenerator json, AssemblyEntry entry) throws IOException {
    optional(json, "team_id", entry.team());
    optional(json, "org_id", entry.org());
    optional(json, "policy_doc_id", entry.policy());
  }

  private static void optional(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }

  private static void bytes(JsonGenerator json, String name, byte[] bytes) throws IOException {
    json.writeArrayFieldStart(name);
    for (byte b : bytes) {
      json.writeNumber(b & 0xff);
    }
    json.writeEndArray();
  }
}
