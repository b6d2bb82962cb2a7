// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.explain;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyExplanation.ConditionPart;
import io.portcullis.policy.model.PolicyExplanation.RuleOutcome;
import io.portcullis.policy.model.PolicyExplanation.Stage;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;

/** Writes explanations as members of a JSON object. */
public final class ExplanationJson {

  private ExplanationJson() {}

  /**
   * Writes the members {@code stages} and {@code rules}.
   *
   * @throws IOException if the output fails
   */
  public static void write(PolicyExplanation explanation, JsonGenerator json) throws IOException {
    TerminalJson.objects(json, "stages", explanation.stages(), ExplanationJson::write);
    TerminalJson.objects(json, "rules", explanation.rules(), ExplanationJson::write);
  }

  private static void write(Stage stage, JsonGenerator json) throws IOException {
    json.writeStringField("stage", stage.name());
    json.writeStringField("document", stage.document());
    json.writeStringField("result", TerminalJson.word(stage.result()));
    json.writeStringField("reason", stage.reason());
    json.writeBooleanField("deciding", stage.deciding());
  }

  private static void write(RuleOutcome rule, JsonGenerator json) throws IOException {
    json.writeStringField("rule", rule.name());
    json.writeStringField("document", rule.document());
    json.writeNumberField("line", rule.line());
    json.writeStringField("effect", rule.effect());
    json.writeStringField("status", TerminalJson.word(rule.status()));
    json.writeStringField("cause", rule.cause());
    json.writeBooleanField("deciding", rule.deciding());
    if (rule.condition().isPresent()) {
      json.writeObjectFieldStart("condition");
      write(rule.condition().get(), json);
      json.writeEndObject();
    }
  }

  private static void write(ConditionPart part, JsonGenerator json) throws IOException {
    json.writeStringField("text", part.text());
    json.writeNumberField("line", part.line());
    json.writeNumberField("column", part.column());
    json.writeNumberField("times", part.times());
    TerminalJson.field(json, "value", part.value().orElse(null));
    TerminalJson.field(json, "fault", part.fault().orElse(null));
    TerminalJson.objects(json, "parts", part.parts(), ExplanationJson::write);
  }
}
