// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static io.portcullis.policy.Given.call;
import static io.portcullis.policy.Given.engine;
import static io.portcullis.policy.Given.kind;
import static io.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataScanTest {

  private static PolicyEngine redacting(String pattern) {
    return engine("data: {sensitive_patterns: ['" + pattern + "']}");
  }

  private static List<PolicyRedaction> redactions(PolicyEngine engine, String arguments) {
    PolicyDecision decision = engine.evaluate(call("a", arguments));
    assertThat(decision).isInstanceOf(Redact.class);
    assertThat(decision.reason()).isEqualTo("sensitive data detected");
    assertThat(decision.rule()).isEqualTo("data_pattern_scan");
    return ((Redact) decision).redactions();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"my sk-123 and sk-4.\"} | /a | my [REDACTED] and [REDACTED].",
        "{\"a\":{\"b\":[\"sk-1\"]}} | /a/b/0 | [REDACTED]",
        "\"sk-1\" | `` | [REDACTED]",
        "{\"a/b~c\":\"sk-1\"} | /a~1b~0c | [REDACTED]",
        "{\"\":\"sk-1\"} | / | [REDACTED]",
        "{\"a\":\"s\\u006b-12 x\"} | /a | [REDACTED] x",
        "{\"a\":\"\\\"sk-1\\\" \\\\ sk-2\"} | /a | \"[REDACTED]\" \\ [REDACTED]",
        "{\"a\":\"\uD83D\uDE00 sk-7 \uD83D\uDE00\"} | /a | \uD83D\uDE00 [REDACTED] \uD83D\uDE00",
      })
  void redactionNamesTheExactPlaceAndTheWholeNewText(
      String arguments, String pointer, String text) {
    assertThat(redactions(redacting("sk-[0-9]+"), arguments))
        .containsExactly(new PolicyRedaction(pointer, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "[4111111111111111]", "{\"a\":4111111111111111}"})
  void numberIsReplacedAsAWhole(String arguments) {
    assertThat(redactions(redacting("4111[0-9]{4}"), arguments))
        .singleElement()
        .extracting(PolicyRedaction::replacement)
        .isEqualTo("[REDACTED]");
  }

  @Test
  void redactedElementKeepsItsIndexAmongNumbers() {
    assertThat(redactions(redacting("^99$"), "[1, 99, 100, \"99\"]"))
        .extracting(PolicyRedaction::pointer)
        .containsExactly("/1", "/3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sk-12\":1}",
        "{\"a\":[{\"s\\u006b-12\":1}]}",
        "{\"sk\":12}",
        "[\"sk\",12]",
      })
  void findingThatCannotBeRedactedIsDenied(String arguments) {
    PolicyEngine engine = redacting("sk-[0-9]+|\"sk\"[:,][0-9]+");

    assertThat(engine.evaluate(call("a", arguments)))
        .isEqualTo(
            new Deny(
                "sensitive data detected where it cannot be redacted",
                "sensitive data detected where it cannot be redacted",
                "policy.yaml"));
  }

  @Test
  void greedyMatchOverSeveralStringsIsRedactedWithinOneString() {
    assertThat(redactions(redacting("secret.*"), "{\"a\":\"a secret here\",\"b\":\"other\"}"))
        .containsExactly(new PolicyRedaction("/a", "a [REDACTED]"));
  }

  @Test
  void replacementThatMatchesThePatternIsNoFinding() {
    assertThat(redactions(redacting("[A-Z]{8}"), "{\"a\":\"XXXXXXXX\"}"))
        .containsExactly(new PolicyRedaction("/a", "[REDACTED]"));
  }

  @Test
  void anchorsMatchInTheDecodedText() {
    assertThat(redactions(redacting("^secret$"), "{\"a\":\"secret\",\"b\":\"no secret\"}"))
        .containsExactly(new PolicyRedaction("/a", "[REDACTED]"));
  }

  @Test
  void severalPatternsAreRedactedTogether() {
    PolicyEngine engine = engine("data: {sensitive_patterns: ['abc', 'bcd', 'x']}");

    assertThat(redactions(engine, "[\"-abcd-x-\"]"))
        .containsExactly(new PolicyRedaction("/0", "-[REDACTED]-[REDACTED]-"));
  }

  @ParameterizedTest
  @CsvSource({
    "block, Deny",
    "redact_only, Redact",
    "alert_and_redact, Redact",
    "alert_only, Allow",
  })
  void credentialActionDecidesAboutAFinding(String action, String kind) {
    PolicyEngine engine =
        engine("data: {credential_action: " + action + ", sensitive_patterns: [secret]}");

    PolicyDecision found = engine.evaluate(call("a", "{\"a\":\"s\\u0065cret\"}"));
    PolicyDecision clean = engine.evaluate(call("a", "{\"a\":\"nothing\"}"));

    assertThat(kind(found)).isEqualTo(kind);
    assertThat(clean).isInstanceOf(Allow.class);
    assertThat(clean.rule()).isEqualTo("default");
    if (found instanceof Allow) {
      assertThat(found.rule()).isEqualTo("data_pattern_scan");
    }
    if (found instanceof Deny) {
      assertThat(found.reason()).isEqualTo("credential detected");
    }
  }

  @ParameterizedTest
  @CsvSource({"block, Fault", "redact_only, Fault", "alert_only, Allow"})
  void unreadableArgumentsAreAFaultIfTheDecisionDependsOnThem(String action, String kind) {
    PolicyEngine engine =
        engine("data: {credential_action: " + action + ", sensitive_patterns: [secret]}");

    assertThat(kind(engine.evaluate(call("a", "{\"a\":")))).isEqualTo(kind);
  }

  @Test
  void blockDeniesInvalidJsonWithAFinding() {
    PolicyEngine engine = engine("data: {credential_action: block, sensitive_patterns: [secret]}");

    assertThat(engine.evaluate(call("a", "{\"a\": secret"))).isInstanceOf(Deny.class);
  }

  @ParameterizedTest
  @CsvSource({"TOOL_RESULT", "LLM_CALL", "TOOL_CALL"})
  void resultsAndPromptsAreScanned(Action action) {
    assertThat(redacting("secret").evaluate(request(action, "a", "[\"secret\"]")))
        .isInstanceOf(Redact.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "redact_only"})
  void onlyNetworkCallsMayHaveAUrlWithoutArguments(String action) {
    PolicyEngine engine =
        engine("data: {credential_action: " + action + ", sensitive_patterns: [secret]}");
    String url = "https://example.com/";

    assertThat(engine.evaluate(Given.network(url))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(new PolicyRequest("", "", "", Action.TOOL_CALL, "a", "", " ", url)))
        .isInstanceOf(Fault.class);
  }

  @Test
  void urlCannotBeRedacted() {
    PolicyEngine engine = redacting("token=[a-z]+");
    String url = "https://example.com/?token=abc";

    assertThat(engine.evaluate(Given.network(url))).isInstanceOf(Deny.class);
    assertThat(
            engine.evaluate(
                new PolicyRequest("", "", "", Action.NETWORK_CALL, "", "", "{\"x\":1}", url)))
        .isInstanceOf(Deny.class);
  }

  @Test
  void commandIsScannedAsOneLine() {
    PolicyEngine engine = redacting("--password [^ ]+");

    assertThat(
            engine.evaluate(
                request(
                    Action.PROCESS_EXEC,
                    "",
                    "{\"command\":\"db\",\"args\":[\"--password\",\"x\"]}")))
        .isInstanceOf(Deny.class);
    assertThat(
            engine.evaluate(
                request(
                    Action.PROCESS_EXEC, "", "{\"command\":\"db\",\"args\":[\"--password x\"]}")))
        .isInstanceOf(Redact.class);
  }

  @Test
  void pathIsRedactedInPlace() {
    PolicyDecision decision =
        redacting("secret")
            .evaluate(
                request(
                    Action.FILE_OPERATION,
                    "",
                    "{\"operation\":\"read\",\"path\":\"/home/secret\"}"));

    assertThat(((Redact) decision).redactions())
        .containsExactly(new PolicyRedaction("/path", "/home/[REDACTED]"));
  }

  @Test
  void nestedQuantifiersHaveRe2Semantics() {
    // A backtracking matcher would not finish this within any useful time.
    PolicyEngine engine = redacting("^(x|x)+(x+)+$");
    String text = "x".repeat(20_000) + "y";

    assertThat(engine.evaluate(call("x", "[\"" + text + "\"]"))).isInstanceOf(Allow.class);
    assertThat(Given.problems("data: {sensitive_patterns: ['(a)\\1']}")).hasSize(1);
    assertThat(Given.problems("data: {sensitive_patterns: ['(?=a)b']}")).hasSize(1);
  }

  @Test
  void manyFindingsInALongTextAreRedactedOneByOne() {
    String text = "sk-1 and ".repeat(50_000);

    assertThat(redactions(redacting("sk-[0-9]+"), "[\"" + text + "\"]"))
        .containsExactly(new PolicyRedaction("/0", text.replace("sk-1", "[REDACTED]")));
  }

  @Test
  void patternThatReadsToTheEndForEachFindingRedactsTheWholeText() {
    String text = "a".repeat(500_000);

    assertThat(redactions(redacting("a.*b|a"), "[\"" + text + "\"]"))
        .containsExactly(new PolicyRedaction("/0", "[REDACTED]"));
  }

  /** Each path would repeat the long name: some 50 GB for arguments of less than 1 MiB. */
  @Test
  void manyFindingsBelowALongNameAreDenied() {
    String name = "k".repeat(500_000);
    String arguments = "{\"" + name + "\":[\"sk-1\"" + ",\"sk-1\"".repeat(50_000) + "]}";

    assertThat(redacting("sk-[0-9]+").evaluate(call("a", arguments)).reason())
        .isEqualTo("sensitive data detected where it cannot be redacted");
    assertThat(redactions(redacting("sk-2"), arguments.replace("sk-1\"]", "sk-2\"]")))
        .containsExactly(new PolicyRedaction("/" + name + "/50000", "[REDACTED]"));
  }

  @Test
  void unreadableArgumentsAreNeverQuoted() {
    PolicyDecision decision = redacting("secret").evaluate(call("a", "{\"hunter2\": hunter2}"));

    assertThat(decision).isInstanceOf(Fault.class);
    assertThat(decision.reason())
        .startsWith("arguments are not valid JSON")
        .doesNotContain("hunter2");
  }
}
