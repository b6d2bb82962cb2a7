// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRedaction;
import io.portcullis.policy.model.PolicyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CascadeTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private int written;

  private CascadeTest document(String yaml) throws IOException {
    Files.writeString(folder.resolve("%02d.yaml".formatted(written++)), yaml);
    return this;
  }

  private PolicyEngine engine() throws PolicyException {
    return new PolicyEngine(new PolicyLoader().load(folder), new RateLimits(), clock);
  }

  @ParameterizedTest
  @CsvSource({
    "'global', true",
    "'org:acme', true",
    "'org:other', false",
    "'team:ops', true",
    "'team:other', false",
    "'tool:a', true",
    "'tool:b', false",
    // The first 16 bytes of the SHA-256 of 'agent-1'.
    "'agent:HASH', true",
    "'agent:00000000-0000-0000-0000-000000000000', false",
  })
  void documentAppliesToItsScope(String scope, boolean counts) throws Exception {
    String own = scope.replace("HASH", hashOfAgentOne());
    document("{}").document("{scope: '" + own + "', tools: {a: {allow: false}}}");

    PolicyDecision decision = engine().evaluate(Given.by("acme", "ops", "agent-1", "a"));

    assertThat(decision)
        .isEqualTo(
            counts
                ? new Deny("tool denied by policy", "tool denied by policy", "01.yaml")
                : new Allow("no rule speaks of it", "default", "00.yaml"));
  }

  private static String hashOfAgentOne() throws Exception {
    byte[] hash =
        java.security.MessageDigest.getInstance("SHA-256").digest("agent-1".getBytes("UTF-8"));
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(hash);
    return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString().toUpperCase();
  }

  @Test
  void registryIdIdentifiesAnAgent() throws Exception {
    String id = "0d7f2d0a-58a3-4a53-9a0b-2f3a36e9c9aa";
    document("{}").document("{scope: 'agent:" + id + "', tools: {a: {allow: false}}}");

    assertThat(engine().evaluate(Given.by("", "", id.toUpperCase(), "a"))).isInstanceOf(Deny.class);
  }

  @Test
  void emptyTenancyMatchesNoScope() throws Exception {
    document("{scope: 'team:ops', tools: {a: {allow: true}}}");

    assertThat(engine().evaluate(Given.by("", "", "", "a")).reason())
        .isEqualTo("no policy document is for this request");
  }

  @Test
  void toolScopeAppliesToResultsAndModelsToo() throws Exception {
    document("{}").document("{scope: 'tool:llm_call', capabilities: {allow: []}}");

    assertThat(engine().evaluate(Given.request(Action.LLM_CALL, "", "{}")).reason())
        .isEqualTo("capability not in allow list");
    assertThat(engine().evaluate(Given.request(Action.TOOL_RESULT, "llm_call", "{}")).reason())
        .isEqualTo("capability not in allow list");
    assertThat(engine().evaluate(Given.request(Action.TOOL_RESULT, "x", "{}")))
        .isInstanceOf(Allow.class);
  }

  @Test
  void anyDenialWinsOverAnyPermit() throws Exception {
    document("{scope: 'tool:a', tools: {a: {allow: true}}}")
        .document("{scope: 'global', tools: {'*': {allow: false}}}");

    assertThat(engine().evaluate(Given.call("a")).document()).isEqualTo("01.yaml");
  }

  @Test
  void denialWinsOverAnEarlierApprovalRequirement() throws Exception {
    document("tools: {a: {allow: true, requires_approval_if: 'tool == \"a\"'}}")
        .document("{scope: 'org:acme', capabilities: {deny: [mcp_tool:a]}}");

    assertThat(engine().evaluate(Given.call("a")).reason())
        .isEqualTo("capability denied by policy");
  }

  @Test
  void denialWinsOverUnreadableArguments() throws Exception {
    document("tools: {a: {allow: true, requires_approval_if: 'args.x > 1'}}")
        .document("{scope: 'org:acme', tools: {a: {allow: false}}}")
        .document("{scope: 'org:other', tools: {a: {allow: true}}}");

    assertThat(engine().evaluate(Given.call("a", "{"))).isInstanceOf(Deny.class);
    assertThat(
            engine().evaluate(new PolicyRequest("x", "", "", Action.TOOL_CALL, "a", "", "{", null)))
        .isInstanceOf(Fault.class);
  }

  @Test
  void countsACallWithUnreadableArgumentsAsASingleDocumentDoes() throws Exception {
    String limited =
        "tools: {a: {allow: true, limit_per_hour: 1, requires_approval_if: 'args.x > 1'}}";
    document(limited);
    for (PolicyEngine engine : List.of(engine(), Given.engine(limited))) {
      assertThat(engine.evaluate(Given.call("a", "{"))).isInstanceOf(Fault.class);
      assertThat(engine.evaluate(Given.call("a"))).isInstanceOf(Deny.class);
    }
  }

  @Test
  void narrowestApprovalRequirementDecides() throws Exception {
    document(
            "{scope: 'tool:a', approval_timeout_secs: 7, tools: {a: {allow: true,"
                + " requires_approval_if: ''}}}")
        .document(
            "{approval_timeout_secs: 5, tools: {a: {allow: true, requires_approval_if: ''}}}");

    NeedsApproval decision = (NeedsApproval) engine().evaluate(Given.call("a"));

    assertThat(decision.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(decision.document()).isEqualTo("00.yaml");
  }

  @Test
  void permitNamesTheNarrowestDocumentWithARule() throws Exception {
    document("{scope: 'org:acme', tools: {a: {allow: true}}}")
        .document("tools: {'*': {allow: true}}")
        .document("{scope: 'team:ops', version: '1'}");

    assertThat(engine().evaluate(Given.call("a")))
        .isEqualTo(new Allow("allowed by policy", "tools.a", "00.yaml"));
    assertThat(engine().evaluate(Given.call("b")).rule()).isEqualTo("tools.*");
  }

  @Test
  void toolRulesPrecedeCapabilitiesWithinADocument() throws Exception {
    document("{capabilities: {deny: [mcp_tool:a]}, tools: {a: {allow: false}}}");

    assertThat(engine().evaluate(Given.call("a")).reason()).isEqualTo("tool denied by policy");
  }

  @Test
  void allowListsAreIntersectedAndADisjointPairDeniesAll() throws Exception {
    document("capabilities: {allow: ['mcp_tool:a', 'mcp_tool:b']}")
        .document("{scope: 'team:ops', capabilities: {allow: ['mcp_tool:b', 'mcp_tool:c']}}")
        .document("{scope: 'tool:b', capabilities: {allow: [file_read]}}");

    for (String tool : new String[] {"a", "b", "c"}) {
      assertThat(engine().evaluate(Given.call(tool)).reason())
          .isEqualTo("capability not in allow list");
    }
    assertThat(engine().evaluate(Given.by("", "", "", "a"))).isInstanceOf(Allow.class);
  }

  @Test
  void everyScheduleIsCheckedFirst() throws Exception {
    document("tools: {a: {allow: false}}")
        .document(
            "{scope: 'tool:a', schedule: {active_hours: {start: '00:00', end: '00:01', timezone:"
                + " UTC}}}");

    assertThat(engine().evaluate(Given.call("a")))
        .isEqualTo(new Deny("outside active hours", "outside active hours", "01.yaml"));
  }

  @Test
  void lowestLimitApplies() throws Exception {
    document("tools: {'*': {allow: true, limit_per_hour: 3}}")
        .document("{scope: 'team:ops', tools: {a: {allow: true, limit_per_hour: 2}}}")
        .document("{scope: 'tool:a', tools: {a: {allow: true, limit_per_hour: 9}}}");
    PolicyEngine engine = engine();

    assertThat(engine.evaluate(Given.call("a"))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.call("a"))).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(Given.call("a")))
        .isEqualTo(new Deny("rate limit exceeded", "rate limit exceeded", "01.yaml"));
  }

  @Test
  void lowestLimitOfATeamAppliesToAllItsCalls() throws Exception {
    document("tools: {a: {allow: true, limit_per_hour: 50}}")
        .document("{scope: 'org:small', tools: {a: {allow: true, limit_per_hour: 2}}}");
    PolicyEngine engine = engine();
    PolicyRequest tight = Given.by("small", "t", "x", "a");
    PolicyRequest wide = Given.by("large", "t", "x", "a");

    assertThat(engine.evaluate(wide)).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(tight)).isInstanceOf(Allow.class);
    clock.move(Duration.ofHours(2));
    assertThat(engine.evaluate(wide)).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(wide)).isInstanceOf(Allow.class);
    assertThat(engine.evaluate(wide).reason()).isEqualTo("rate limit exceeded");
  }

  @Test
  void callThatNeedsApprovalIsCountedToo() throws Exception {
    document("tools: {a: {allow: true, limit_per_hour: 1, requires_approval_if: ''}}");
    PolicyEngine engine = engine();

    assertThat(engine.evaluate(Given.call("a"))).isInstanceOf(NeedsApproval.class);
    assertThat(engine.evaluate(Given.call("a")).reason()).isEqualTo("rate limit exceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "block, alert_only, Deny",
    "alert_only, block, Deny",
    "alert_only, redact_only, Redact",
    "alert_only, alert_and_redact, Redact",
    "alert_only, alert_only, Allow",
  })
  void strictestActionAppliesToThePatternsOfAllDocuments(String first, String second, String kind)
      throws Exception {
    document("data: {credential_action: " + first + ", sensitive_patterns: [one]}")
        .document(
            "{scope: 'org:acme', data: {credential_action: "
                + second
                + ", sensitive_patterns: [two]}}");

    assertThat(Given.kind(engine().evaluate(Given.call("a", "[\"one\"]")))).isEqualTo(kind);
    assertThat(Given.kind(engine().evaluate(Given.call("a", "[\"two\"]")))).isEqualTo(kind);
    assertThat(engine().evaluate(Given.call("a", "[\"three\"]")).rule()).isEqualTo("default");
  }

  @Test
  void approvalCarriesRedactionsAndBlockStillDenies() throws Exception {
    document("tools: {a: {allow: true, requires_approval_if: ''}}")
        .document("{scope: 'org:acme', data: {sensitive_patterns: [secret]}}")
        .document(
            "{scope: 'org:hard', data: {credential_action: block, sensitive_patterns: [secret]}}");

    NeedsApproval asked = (NeedsApproval) engine().evaluate(Given.call("a", "[\"a secret\"]"));
    assertThat(asked.redactions()).containsExactly(new PolicyRedaction("/0", "a [REDACTED]"));
    assertThat(engine().evaluate(Given.call("a", "{\"secret\":1}"))).isInstanceOf(Deny.class);
    assertThat(
            engine()
                .evaluate(
                    new PolicyRequest(
                        "hard", "", "", Action.TOOL_CALL, "a", "", "[\"secret\"]", null))
                .reason())
        .isEqualTo("credential detected");
  }

  @Test
  void networkListsOfAllDocumentsApply() throws Exception {
    document("network: {allowlist: ['*.example.com']}")
        .document("{scope: 'org:acme', network: {allowlist: ['a.example.com', 'b.test']}}");

    assertThat(engine().evaluate(Given.network("https://a.example.com")).document())
        .isEqualTo("01.yaml");
    assertThat(engine().evaluate(Given.network("https://b.example.com"))).isInstanceOf(Deny.class);
    assertThat(engine().evaluate(Given.network("https://b.test"))).isInstanceOf(Deny.class);
  }

  @Test
  void redactionNamesTheStrictestDocument() throws Exception {
    document("data: {credential_action: alert_only, sensitive_patterns: [one]}")
        .document("{scope: 'org:acme', data: {sensitive_patterns: [two]}}");

    assertThat(engine().evaluate(Given.call("a", "[\"one\"]")))
        .isInstanceOf(Redact.class)
        .extracting(PolicyDecision::document)
        .isEqualTo("01.yaml");
  }
}
