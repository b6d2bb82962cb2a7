// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mistakes that people make in rules: place, excerpt and advice. */
class CommonMistakesTest {
  private static final String BEFORE =
      "apiVersion: portcullis/v1\n"
          + "kind: Policy\n"
          + "spec:\n"
          + "  rules:\n"
          + "    - name: r\n"
          + "      effect: deny\n";

  /** The caret of the excerpt is below the character at the column. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "when: args.n > 5.0 and tool == \"x\"    ~ and tool ~ there is no operator 'and'; did you"
            + " mean '&&'?",
        "when: args.n > 5.0 OR tool == \"x\"     ~ OR tool  ~ there is no operator 'OR'; did you"
            + " mean '||'?",
        "when: not has(args.n)                   ~ not has  ~ there is no operator 'not'; did you"
            + " mean '!'?",
        "when: tool == \"x\" && NOT has(args.n)  ~ NOT      ~ there is no operator 'NOT'; did you"
            + " mean '!'?",
        "when: args.n = 5                        ~ = 5      ~ there is no operator '='; did you"
            + " mean '=='?",
        "when: args.p matches \"a.*\"            ~ matches  ~ 'matches' is a function; did you mean"
            + " args.p.matches(\"a.*\")?",
        "when: args.p.q MATCHES r                ~ MATCHES  ~ 'matches' is a function; did you mean"
            + " args.p.q.matches(\"text\")?",
        "when: amount > 5.0                      ~ amount   ~ unknown name 'amount'; did you mean"
            + " 'args.amount'?",
        "when: args.n > 5.0 && amount > 5.0      ~ amount   ~ unknown name 'amount'; did you mean"
            + " 'args.amount'?",
        "when: args.p.matches(\"\\d+\")          ~ \\d      ~ a text has no escape \\d; did you"
            + " mean \\\\d? Or write r before the quote",
        "when: \"args.p.matches('\\d+')\"        ~ d+       ~ not YAML: a text in double quotes has"
            + " no escape \\d; did you mean \\\\d? In single quotes a backslash is itself",
        "tools: [*]                              ~ *        ~ not YAML: a text that begins with *"
            + " needs quotes; did you mean \"*\"?",
        "tools: [read, * ]                       ~ *        ~ not YAML: a text that begins with *"
            + " needs quotes; did you mean \"*\"?",
        "tools: [*_read, b]                      ~ *_read   ~ alias '*_read' has no anchor before"
            + " it; did you mean the text \"*_read\"? A text that begins with * needs quotes",
        "tools: *                                ~ *        ~ not YAML: a text that begins with *"
            + " needs quotes; did you mean \"*\"?",
      })
  void namesThePlaceAndWhatWasMeant(String line, String at, String message) {
    PolicyProblem problem = problem(BEFORE + "      " + line + "\n");
    int column = 6 + line.indexOf(at);
    assertThat(problem.toString()).isEqualTo("p.yaml:7:" + (column + 1) + ": " + message);
    assertThat(problem.excerpt()).isEqualTo("      " + line + "\n" + " ".repeat(column) + "^");
  }

  private static PolicyProblem problem(String document) {
    try {
      new PolicyLoader().parse("p.yaml", document.getBytes(StandardCharsets.UTF_8));
    } catch (PolicyException e) {
      return e.problems().get(0);
    }
    throw new AssertionError("accepted: " + document);
  }
}
