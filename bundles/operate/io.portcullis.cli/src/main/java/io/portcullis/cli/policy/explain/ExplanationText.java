// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.explain;

import io.portcullis.api.Verdict;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.policy.model.PolicyExplanation;
import io.portcullis.policy.model.PolicyExplanation.ConditionPart;
import io.portcullis.policy.model.PolicyExplanation.RuleOutcome;
import io.portcullis.policy.model.PolicyExplanation.Stage;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;

/** Prints an explanation as a tree. */
public final class ExplanationText {
  private static final String STEP = "  ";

  private final LineOutput lines;

  /** Prints to an output. */
  public ExplanationText(LineOutput lines) {
    this.lines = lines;
  }

  /**
   * Prints the verdict, then the stages and rules that lead to it.
   *
   * @throws IOException if the output fails
   */
  public void print(Verdict verdict, PolicyExplanation explanation) throws IOException {
    String word = TerminalJson.word(verdict.kind());
    String rule = verdict.rule().isEmpty() ? "" : " by " + verdict.rule();
    lines.line(TextStyle.of(word), word + rule + ": " + verdict.reason());
    lines.line("stages:");
    for (Stage stage : explanation.stages()) {
      print(stage);
    }
    lines.line(explanation.rules().isEmpty() ? "rules: no rule is about this tool" : "rules:");
    for (RuleOutcome each : explanation.rules()) {
      print(each);
    }
  }

  private void print(Stage stage) throws IOException {
    String document = stage.document().isEmpty() ? "" : " (" + stage.document() + ")";
    String reason = stage.reason().isEmpty() ? "" : ", " + stage.reason();
    line(STEP + stage.name() + document + ": " + words(stage.result()) + reason, stage.deciding());
  }

  private void print(RuleOutcome rule) throws IOException {
    String place = rule.document() + ":" + rule.line();
    String cause = rule.cause().isEmpty() ? "" : ", " + rule.cause();
    line(
        STEP
            + rule.name()
            + " ("
            + place
            + ", "
            + rule.effect()
            + "): "
            + words(rule.status())
            + cause,
        rule.deciding());
    if (rule.condition().isPresent()) {
      print(rule.condition().get(), STEP + STEP);
    }
  }

  private void print(ConditionPart part, String indent) throws IOException {
    lines.line(indent + part.text() + " " + result(part));
    for (ConditionPart inner : part.parts()) {
      print(inner, indent + STEP);
    }
  }

  private static String result(ConditionPart part) {
    if (part.times() == 0) {
      return "was not evaluated";
    }
    String times = part.times() == 1 ? "" : ", the last of " + part.times();
    return part.value().map(value -> "= " + value).orElse("failed: " + part.fault().orElse(""))
        + times;
  }

  private void line(String text, boolean deciding) throws IOException {
    if (deciding) {
      lines.line(TextStyle.WARNING, text + " <- decides");
    } else {
      lines.line(text);
    }
  }

  private static String words(Enum<?> constant) {
    return TerminalJson.word(constant).replace('_', ' ');
  }
}
