// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.Redaction;
import io.portcullis.api.Verdict;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;

/**
 * The result of a check, as one line of JSON.
 *
 * @param verdict the verdict; a Pending if an approval would be needed
 * @param arguments the arguments after redaction
 */
record CheckResult(Verdict verdict, String arguments) {
  /** Creates the result for a line of a batch that is not a call. */
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
    return TerminalJson.object(this::write);
  }

  /** Writes the members of the object. */
  void write(JsonGenerator json) throws IOException {
    json.writeStringField("verdict", TerminalJson.word(verdict.kind()));
    json.writeStringField("reason", verdict.reason());
    json.writeStringField("rule", verdict.rule());
    TerminalJson.objects(json, "redactions", redactions(), CheckResult::write);
    json.writeFieldName("args");
    json.writeRawValue(TerminalJson.compact(arguments).orElse("null"));
  }

  private static void write(Redaction redaction, JsonGenerator json) throws IOException {
    json.writeStringField("path", redaction.path());
    json.writeStringField("replacement", redaction.replacement());
  }

  private List<Redaction> redactions() {
    if (verdict instanceof Verdict.Pending pending) {
      return pending.redactions();
    }
    return verdict instanceof Verdict.Allow allow ? allow.redactions() : List.of();
  }
}
