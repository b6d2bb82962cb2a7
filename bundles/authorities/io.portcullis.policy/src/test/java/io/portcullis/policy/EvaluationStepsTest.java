// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static io.portcullis.policy.Given.call;
import static io.portcullis.policy.Given.engine;
import static io.portcullis.policy.Given.kind;
import static io.portcullis.policy.Given.network;
import static io.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationStepsTest {

  @Nested
  class Tools {

    private static final String DOCUMENT =
        """
        spec:
          tools:
            delete_all: {allow: false}
            web_search: {allow: true}
            forgotten: {description: "says nothing of allow"}
          data: {credential_action: alert_only}
        """;

    @ParameterizedTest
    @CsvSource({
      "delete_all, Deny, tool denied by policy, tool denied by policy",
      "web_search, Allow, allowed by policy, tools.web_search",
      "forgotten, Deny, tool denied by policy, tool denied by policy",
      "unlisted, Allow, no rule speaks of it, default",
      "Delete_all, Allow, no rule speaks of it, default",
    })
    void toolRulesApplyByTheNameOfTheTool(String tool, String kind, String reason, String rule) {
      PolicyDecision decision = engine(DOCUMENT).evaluate(call(tool));

      assertThat(kind(decision)).isEqualTo(kind);
      assertThat(decision.reason()).isEqualTo(reason);
      assertThat(decision.rule()).isEqualTo(rule);
      assertThat(decision.document()).isEqualTo("policy.yaml");
    }

    @ParameterizedTest
    @CsvSource({"read_file, Allow", "anything, Deny"})
    void starAppliesToToolsWithoutAnEntry(String tool, String kind) {
      PolicyEngine engine = engine("tools: {'*': {allow: false}, read_file: {allow: true}}");

      assertThat(kind(engine.evaluate(call(tool)))).isEqualTo(kind);
    }

    @Test
    void languageModelCallIsACallOfTheToolLlmCall() {
      PolicyEngine engine = engine("tools: {llm_call: {allow: false}}");

      assertThat(engine.evaluate(request(Action.LLM_CALL, "", "{}"))).isInstanceOf(Deny.class);
      assertThat(engine.evaluate(request(Action.TOOL_RESULT, "llm_call", "{}")))
          .isInstanceOf(Allow.class);
    }

    @Test
    void allowsAPlainCallWithoutCreatingADecision() {
      PolicyEngine engine = engine(DOCUMENT);

      assertThat(engine.evaluate(call("web_search", "not read")))
          .isSameAs(engine.evaluate(call("web_search", "")));
      assertThat(engine.evaluate(call("delete_all"))).isSameAs(engine.evaluate(call("delete_all")));
    }
  }

  @Nested
  class CapabilityStage {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "deny: [mcp_tool:a] | a | capability denied by policy",
          "deny: [mcp_tool:a] | b | no rule speaks of it",
          "allow: [mcp_tool:a] | a | allowed by policy",
          "allow: [mcp_tool:a] | b | capability not in allow list",
          "allow: [] | a | capability not in allow list",
          "allow: [mcp_tool:a], deny: [mcp_tool:a] | a | capability denied by policy",
          "deny: [file_read] | a | no rule speaks of it",
        })
    void toolCapabilityIsCheckedByName(String lists, String tool, String reason) {
      PolicyEngine engine = engine("capabilities: {" + lists + "}");

      assertThat(engine.evaluate(call(tool)).reason()).isEqualTo(reason);
      assertThat(engine.evaluate(request(Action.TOOL_RESULT, tool, "{}")).reason())
          .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "deny: [file_read] | read | capability denied by policy",
          "deny: [file_read] | write | no rule speaks of it",
          "deny: [file_write] | write | capability denied by policy",
          "deny: [file_write] | create | capability denied by policy",
          "deny: [file_write] | append | capability denied by policy",
          "deny: [file_write] | delete | capability denied by policy",
          "deny: [file_delete] | write | no rule speaks of it",
          "deny: [file_delete] | delete | capability denied by policy",
          "allow: [file_write] | delete | capability not in allow list",
          "allow: [file_read] | read | allowed by policy",
        })
    void mapsFileOperationsToCapabilities(String lists, String operation, String reason) {
      PolicyEngine engine = engine("capabilities: {" + lists + "}");
      String arguments = "{\"path\":\"/tmp/x\",\"operation\":\"" + operation + "\"}";

      assertThat(engine.evaluate(request(Action.FILE_OPERATION, "", arguments)).reason())
          .isEqualTo(reason);
    }

    @Test
    void mapsProcessesAndConnectionsToCapabilities() {
      PolicyEngine engine = engine("capabilities: {deny: [terminal_exec, network_outbound]}");

      assertThat(engine.evaluate(request(Action.PROCESS_EXEC, "", "{\"command\":\"ls\"}")).reason())
          .isEqualTo("capability denied by policy");
      assertThat(engine.evaluate(network("https://example.com/")).reason())
          .isEqualTo("capability denied by policy");
    }

    @Test
    void capabilityIsCheckedBeforeTheToolRules() {
      PolicyEngine engine =
          engine("{capabilities: {deny: [mcp_tool:a]}, tools: {a: {allow: false}}}");

      assertThat(engine.evaluate(call("a")).reason()).isEqualTo("capability denied by policy");
    }
  }

  @Nested
  class Approval {

    @Test
    void approvalNamesWhatTheApproverNeeds() {
      PolicyEngine engine =
          engine(
              """
              approval_timeout_secs: 60
              approval: {timeout_seconds: 90, escalation_role: treasurer}
              tools:
                wire_transfer:
                  allow: true
                  description: sends money
                  requires_approval_if: 'args.amount > 1000'
              """);

      assertThat(engine.evaluate(call("wire_transfer", "{\"amount\": 1000}")))
          .isInstanceOf(Allow.class);
      assertThat(engine.evaluate(call("wire_transfer", "{\"amount\": 1000.01}")))
          .isEqualTo(
              new NeedsApproval(
                  "approval required for tool 'wire_transfer'",
                  "requires_approval",
                  "policy.yaml",
                  Duration.ofMinutes(1),
                  "sends money",
                  "treasurer",
                  java.util.List.of()));
    }

    @Test
    void approvalIsNotRequestedForADeniedTool() {
      PolicyEngine engine =
          engine("tools: {a: {allow: false, requires_approval_if: 'tool == \"a\"'}}");

      assertThat(engine.evaluate(call("a"))).isInstanceOf(Deny.class);
    }

    @Test
    void approvalAppliesToCallsOnly() {
      PolicyEngine engine =
          engine("tools: {a: {allow: true, requires_approval_if: 'tool == \"a\"'}}");

      assertThat(engine.evaluate(call("a"))).isInstanceOf(NeedsApproval.class);
      assertThat(engine.evaluate(request(Action.TOOL_RESULT, "a", "{}"))).isInstanceOf(Allow.class);
    }

    @Test
    void approvalPrecedesTheScanForSensitiveData() {
      PolicyEngine engine =
          engine(
              """
              data: {credential_action: block, sensitive_patterns: [secret]}
              tools: {a: {allow: true, requires_approval_if: 'args.x > 1'}}
              """);

      assertThat(engine.evaluate(call("a", "{\"x\":2,\"y\":\"secret\"}")))
          .isInstanceOf(NeedsApproval.class);
      assertThat(engine.evaluate(call("a", "{\"x\":1,\"y\":\"secret\"}")).reason())
          .isEqualTo("credential detected");
    }
  }
}
