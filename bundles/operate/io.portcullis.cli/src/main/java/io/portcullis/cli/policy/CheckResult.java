// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.portcullis.api.Redaction;
import io.portcullis.api.Verdict;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a check says, as one line of JSON.
 *
 * @param verdict the verdict; a Pending if an approval would be needed
 * @param arguments the arguments after redaction
 */
record CheckResult(Verdict verdict, String arguments) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(BatchCheck.MAX_LINE_BYTES)
                  .maxNameLength(BatchCheck.MAX_LINE_BYTES)
                  .build())
          .build();

  /** For a line of a batch that is no call. */
  static CheckResult invalidLine(String reason) {
    return new CheckResult(new Verdict.Deny(Verdict.Basis.FAULT, reason, "invalid_line"), "");
  }

  int exitCode() {
    return switch (verdict.kind()) {
      case ALLOW -> ExitCode.OK;
      case DENY -> ExitCode.DENIED;
      case PENDING -> ExitCode.PENDING;
    };
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("verdict", verdict.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("reason", verdict.reason());
      json.writeStringField("rule", verdict.rule());
      json.writeArrayFieldStart("redactions");
      for (Redaction redaction : redactions()) {
        json.writeStartObject();
        json.writeStringField("path", redaction.path());
        json.writeStringField("replacement", redaction.replacement());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeFieldName("args");
      json.writeRawValue(compact(arguments));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return PrintableText.escaped(text.toString());
  }

  private List<Redaction> redactions() {
    if (verdict instanceof Verdict.Pending pending) {
      return pending.redactions();
    }
    return verdict instanceof Verdict.Allow allow ? allow.redactions() : List.of();
  }

  /** The same JSON without blanks, numbers as they were written; null where it is none. */
  private static String compact(String arguments) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonParser parser = JSON.createParser(arguments);
        JsonGenerator copy = JSON.createGenerator(text)) {
      int depth = 0;
      boolean complete = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (complete) {
          return "null";
        }
        if (token.isNumeric()) {
          copy.writeNumber(parser.getText());
        } else {
          copy.copyCurrentEvent(parser);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        complete = depth == 0;
      }
      copy.flush();
      String line = text.toString();
      // An escaped half of a surrogate pair has no UTF-8.
      return complete && StandardCharsets.UTF_8.newEncoder().canEncode(line) ? line : "null";
    } catch (JsonProcessingException e) {
      return "null";
    }
  }
}
