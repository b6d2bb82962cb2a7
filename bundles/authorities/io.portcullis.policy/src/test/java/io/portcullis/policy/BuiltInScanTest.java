// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static io.portcullis.policy.Given.call;
import static io.portcullis.policy.Given.engine;
import static io.portcullis.policy.Given.kind;
import static io.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.internal.json.JsonReader;
import io.portcullis.policy.internal.secret.SecretScanner;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRedaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in scanner as a stage of a decision; all secrets are made up. */
class BuiltInScanTest {

  private static final String ALL = "tools: {'*': {allow: true}}";
  private static final String MAIL = "{\"to\":\"alice@example.com\"}";
  private static final String KEY = "AK" + "IAFAKEFAKEFAKE1234";

  @TempDir Path folder;

  private static List<PolicyRedaction> redactions(PolicyEngine engine, String arguments) {
    PolicyDecision decision = engine.evaluate(call("a", arguments));
    assertThat(decision).as("%s", decision).isInstanceOf(Redact.class);
    assertThat(decision.reason()).isEqualTo("sensitive data detected");
    assertThat(decision.rule()).isEqualTo("data_pattern_scan");
    return ((Redact) decision).redactions();
  }

  private static void assertUnredactable(PolicyDecision decision) {
    assertThat(decision)
        .isEqualTo(
            new Deny(
                "sensitive data detected where it cannot be redacted",
                "sensitive data detected where it cannot be redacted",
                "policy.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: {'*': {allow: true}} | Redact",
        "spec: {tools: {'*': {allow: true}}} | Redact",
        "{apiVersion: agent-assembly/v1, kind: Policy, spec: {tools: {'*': {allow: true}}}} |"
            + " Redact",
        "{tools: {'*': {allow: true}}, data: {}} | Redact",
        "{tools: {'*': {allow: true}}, data: {credential_action: redact_only}} | Redact",
        "{tools: {'*': {allow: true}}, data: {credential_action: alert_and_redact}} | Redact",
        "{tools: {'*': {allow: true}}, data: {credential_action: block}} | Deny",
        "{tools: {'*': {allow: true}}, data: {credential_action: alert_only}} | Allow",
        "{apiVersion: portcullis/v1, spec: {tools: {'*': {allow: true}}}} | Allow",
        "{apiVersion: portcullis/v1, spec: {tools: {'*': {allow: true}}, data: {}}} | Redact",
      })
  void scansUpstreamDocumentsAlwaysAndOwnOnesWithASection(String document, String kind) {
    assertThat(kind(engine(document).evaluate(call("a", MAIL)))).isEqualTo(kind);
    assertThat(engine(document).evaluate(call("a", "{\"to\":\"alice\"}")).rule())
        .isEqualTo("tools.*");
  }

  @Test
  void notesAFindingThatMayPass() {
    PolicyEngine engine = engine(ALL + "\ndata: {credential_action: alert_only}");

    assertThat(engine.evaluate(call("a", MAIL)))
        .isEqualTo(new Allow("sensitive data detected", "data_pattern_scan", "policy.yaml"));
    assertThat(engine.evaluate(call("a", "not JSON"))).isInstanceOf(Allow.class);
  }

  @Test
  void givesTheReasonOfABlock() {
    assertThat(engine(ALL + "\ndata: {credential_action: block}").evaluate(call("a", MAIL)))
        .isEqualTo(new Deny("credential detected", "credential detected", "policy.yaml"));
  }

  @Test
  void replacesEachSecretInItsPlace() {
    String arguments = "{\"a\":[{\"b\":\"key " + KEY + ".\"},\"x\"],\"c/d\":\"a@b.example\"}";

    assertThat(redactions(engine(ALL), arguments))
        .containsExactly(
            new PolicyRedaction("/a/0/b", "key [REDACTED:AwsAccessKey]."),
            new PolicyRedaction("/c~1d", "[REDACTED:EmailAddress]"));
  }

  @Test
  void seesThroughEscapeSequences() {
    String escaped = "{\"a\":\"" + KEY.replace("A", "\\u0041").replace("K", "\\u004b") + "\"}";

    assertThat(redactions(engine(ALL), escaped))
        .containsExactly(new PolicyRedaction("/a", "[REDACTED:AwsAccessKey]"));
    assertThat(redactions(engine(ALL), "\"alice\\u0040example\\u002ecom\""))
        .containsExactly(new PolicyRedaction("", "[REDACTED:EmailAddress]"));
  }

  @Test
  void findsSecretsInATextThatIsJsonItself() {
    assertThat(redactions(engine(ALL), "{\"body\":\"{\\\"k\\\":\\\"" + KEY + "\\\"}\"}"))
        .containsExactly(new PolicyRedaction("/body", "{\"k\":\"[REDACTED:AwsAccessKey]\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "[4111111111111111]", "{\"n\":4111111111111111}"})
  void replacesANumberAsAWhole(String arguments) {
    assertThat(redactions(engine(ALL), arguments))
        .singleElement()
        .extracting(PolicyRedaction::replacement)
        .isEqualTo("[REDACTED:CreditCardLuhn]");
    assertThat(engine(ALL + "\ndata: {credential_action: block}").evaluate(call("a", arguments)))
        .isInstanceOf(Deny.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[4111111111111112]",
        "[0.4111111111111111, 4111111111111111.0, 4111111111111111e0]",
        "[4111, 1111, 1111, 1111]",
        "[1700000000004]",
        "{\"AKIA\":\"FAKEFAKEFAKE1234\"}",
      })
  void passesNumbersAndNeighbours(String arguments) {
    assertThat(engine(ALL).evaluate(call("a", arguments))).isInstanceOf(Allow.class);
  }

  @Test
  void deniesASecretInAName() {
    assertUnredactable(engine(ALL).evaluate(call("a", "{\"x\":[{\"alice@example.com\":1}]}")));
    assertThat(
            engine(ALL + "\ndata: {credential_action: block}")
                .evaluate(call("a", "{\"" + KEY + "\":1}")))
        .isInstanceOf(Deny.class);
  }

  @Test
  void replacesTheMarkOfAServiceAccount() {
    String arguments = "{\"f\":{\"type\":\"service_account\",\"project_id\":\"p\"}}";

    assertThat(redactions(engine(ALL), arguments))
        .containsExactly(new PolicyRedaction("/f/type", "[REDACTED:GcpServiceAccount]"));
    assertThat(engine(ALL).evaluate(call("a", "{\"type\":\"user\",\"t\":\"service_account\"}")))
        .isInstanceOf(Allow.class);
  }

  @Test
  void keepsThePlainLabelForThePatternsOfADocument() {
    PolicyEngine engine = engine(ALL + "\ndata: {sensitive_patterns: ['4111[0-9 ]+', 'alice']}");

    assertThat(redactions(engine, "[\"4111 1111 1111 1111\", \"alice@example.com\", \"a@b.cc\"]"))
        .containsExactly(
            new PolicyRedaction("/0", "[REDACTED]"),
            new PolicyRedaction("/1", "[REDACTED]"),
            new PolicyRedaction("/2", "[REDACTED:EmailAddress]"));
  }

  @Test
  void findsNothingInRedactedArguments() {
    String arguments = "{\"a\":\"k=" + KEY + " x\",\"b\":\"mail=alice@example.com\"}";
    List<PolicyRedaction> redactions = redactions(engine(ALL), arguments);

    assertThat(engine(ALL).evaluate(call("a", "[\"" + redactions.get(0).replacement() + "\"]")))
        .isInstanceOf(Allow.class);
    assertThat(engine(ALL).evaluate(call("a", "[\"" + redactions.get(1).replacement() + "\"]")))
        .isInstanceOf(Allow.class);
  }

  @Test
  void readsTheArgumentsOfEveryCall() {
    assertThat(engine(ALL).evaluate(call("a", "{\"a\":"))).isInstanceOf(Fault.class);
    assertThat(engine(ALL).evaluateWithoutArguments(call("a"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TOOL_CALL", "TOOL_RESULT", "LLM_CALL"})
  void scansResultsAndPrompts(Action action) {
    assertThat(engine(ALL).evaluate(request(action, "a", MAIL))).isInstanceOf(Redact.class);
  }

  @Test
  void scansAUrl() {
    String address = "post" + "gres://fake:fake@db.example.com/app";

    assertUnredactable(engine(ALL).evaluate(Given.network(address)));
    assertThat(engine(ALL).evaluate(Given.network("https://example.com/a")))
        .isInstanceOf(Allow.class);
  }

  @Test
  void scansACommandAsOneLine() {
    String split = "{\"command\":\"pay\",\"args\":[\"4111 1111\",\"1111 1111\"]}";
    String whole = "{\"command\":\"pay\",\"args\":[\"--card=4111111111111111\"]}";

    assertUnredactable(engine(ALL).evaluate(request(Action.PROCESS_EXEC, "", split)));
    assertThat(engine(ALL).evaluate(request(Action.PROCESS_EXEC, "", whole)))
        .isInstanceOf(Redact.class);
  }

  @Test
  void neverJoinsTheNeighboursOfARedactedWord() {
    String line =
        "{\"command\":\"Zq1Xw2Ce3Vr4Bt5\",\"args\":[\"" + KEY + "\",\"Ny6Mu7KiLoPaSdF\"]}";

    assertThat(engine(ALL).evaluate(request(Action.PROCESS_EXEC, "", line)))
        .isInstanceOf(Redact.class);
  }

  @Test
  void appliesTheStrictestSectionOfAFolder() throws Exception {
    String noted = "data: {credential_action: alert_only}";
    assertThat(together(ALL, "scope: team:ops\n" + noted)).isInstanceOf(Allow.class);
    assertThat(together(ALL, "scope: team:ops\ndata: {credential_action: block}"))
        .isInstanceOf(Deny.class);
    assertThat(together(ALL + "\n" + noted, "scope: team:ops\ntools: {b: {allow: true}}"))
        .isInstanceOf(Allow.class);
    assertThat(together(ALL, "scope: team:ops\ntools: {b: {allow: true}}"))
        .isInstanceOf(Redact.class);
  }

  private PolicyDecision together(String first, String second) throws Exception {
    Files.writeString(folder.resolve("0.yaml"), first);
    Files.writeString(folder.resolve("1.yaml"), second);
    return Given.engine(new PolicyLoader().load(folder)).evaluate(call("a", MAIL));
  }

  @Test
  void scansForTheIdentifiersOfALocalePack() {
    PolicyEngine engine = engine(ALL + "\ndata: {locale_packs: [zh-tw]}");

    assertThat(redactions(engine, "{\"id\":\"A200000003\",\"taxId\":12345675}"))
        .containsExactly(
            new PolicyRedaction("/id", "[REDACTED]"), new PolicyRedaction("/taxId", "[REDACTED]"));
    assertThat(engine.evaluate(call("a", "{\"order_id\":\"12345675\",\"n\":12345675}")))
        .isInstanceOf(Allow.class);
    assertThat(engine(ALL).evaluate(call("a", "{\"id\":\"A200000003\"}")))
        .isInstanceOf(Allow.class);
  }

  @Test
  void namesTheKindsInAValue() throws Exception {
    String value =
        "{\"a\":[\"" + KEY + "\",4111111111111111],\"b@c.example\":{\"type\":\"service_account\"}}";

    assertThat(SecretScanner.kinds(JsonReader.read(value)))
        .containsExactly("AwsAccessKey", "CreditCardLuhn", "EmailAddress", "GcpServiceAccount");
    assertThat(SecretScanner.kinds(JsonReader.read("[true, null, 1.5, \"x\"]"))).isEmpty();
  }
}
