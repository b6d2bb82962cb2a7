// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.validate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.policy.model.PolicyFinding;
import io.portcullis.policy.model.PolicyProblem;
import java.io.IOException;

/**
 * A problem of a document.
 *
 * @param error whether the document is a mistake; false for a warning
 * @param code the kind of the problem
 * @param problem the place and the message
 */
record ReportedProblem(boolean error, String code, PolicyProblem problem) {
  static ReportedProblem error(PolicyProblem problem) {
    // Only conditions and variables have an excerpt within one text of the document.
    boolean condition = !problem.excerpt().isEmpty() && !problem.key().isEmpty();
    return new ReportedProblem(true, condition ? "invalid_condition" : "invalid_document", problem);
  }

  static ReportedProblem warning(PolicyProblem problem) {
    return new ReportedProblem(false, "document_warning", problem);
  }

  static ReportedProblem of(PolicyFinding finding) {
    return new ReportedProblem(finding.error(), finding.code().word(), finding.problem());
  }

  String text() {
    return problem.file()
        + ":"
        + problem.line()
        + ":"
        + problem.column()
        + ": "
        + (error ? "" : "warning: ")
        + problem.message();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("file", problem.file());
    json.writeNumberField("line", problem.line());
    json.writeNumberField("column", problem.column());
    json.writeStringField("severity", error ? "error" : "warning");
    json.writeStringField("code", code);
    json.writeStringField("message", problem.message());
  }
}
