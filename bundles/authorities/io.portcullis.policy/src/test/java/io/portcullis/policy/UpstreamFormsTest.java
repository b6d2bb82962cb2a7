// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents in a form of the upstream language load and keep their meaning. */
class UpstreamFormsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        apiVersion: agent-assembly/v1
        kind: Policy
        metadata:
          name: paths
          version: "1.0.0"
          labels: {owner: platform}
          annotations: {reviewed: "yes"}
        spec:
          scope: global
          filesystem:
            read:
              allow: [/workspace, /usr/share/dict]
            write:
              allow: [/workspace/build]
          syscalls:
            allow: [read, write, exit_group]
          capabilities:
            deny: [terminal_exec]
        status: {observed: 1}
        """,
        """
        apiVersion: agent-assembly.dev/v1alpha1
        kind: GovernancePolicy
        metadata: {name: other, namespace: default}
        spec:
          network: {allowlist: [api.example.com, "*.example.org"]}
          schedule:
            active_hours: {start: "00:00", end: "23:59", timezone: Europe/Vienna}
          data: {sensitive_patterns: []}
          tools:
            web_search: {allow: true, limit_per_hour: 20}
            run_code: {allow: true, requires_approval_if: "governance_level >= L2"}
            shell: {allow: false}
          approval_timeout_secs: 300
        """,
        """
        apiVersion: agent-assembly/v1
        kind: Policy
        metadata: {name: spending, version: "1.0.0"}
        spec:
          budget:
            daily_limit_usd: 5.0
            monthly_limit_usd: 100.00
            team_daily_limit_usd: 20
            timezone: UTC
            action_on_exceed: suspend
          tools:
            "*": {allow: false}
            read_file: {allow: true, limit_per_hour: 60}
        """,
        """
        version: "1"
        scope: team:platform
        tools:
          "*": {allow: true}
        approval: {timeout_seconds: 600, escalation_role: org-admin}
        """,
        "{spec: {}, apiVersion: v1, kind: Anything, metadata: {}}",
      })
  void documentLoads(String yaml) {
    assertThat(Given.problems(yaml)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools: {a: {allow: true}} | Allow",
        "tools: {t: {}} | Deny",
        "tools: {'*': {allow: false}} | Deny",
        "filesystem: {read: {allow: []}} | Allow",
        "syscalls: {} | Allow",
        "'' | Allow",
      })
  void toolThatIsNotNamedStaysAllowed(String sections, String kind) {
    for (String envelope :
        new String[] {"{data: {credential_action: alert_only}%s}", "{spec: {%s}}"}) {
      String inside =
          envelope.startsWith("{spec") || sections.isEmpty() ? sections : ", " + sections;
      PolicyDecision decision = Given.engine(envelope.formatted(inside)).evaluate(Given.call("t"));
      assertThat(Given.kind(decision)).as(envelope).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "portcullis/v1, Deny",
    "agent-assembly/v1, Allow",
    "my.portcullis/v1, Allow",
  })
  void apiVersionDecidesTheDefault(String version, String kind) {
    PolicyDecision decision =
        Given.engine("{apiVersion: " + version + ", spec: {}}").evaluate(Given.call("t"));
    assertThat(Given.kind(decision)).isEqualTo(kind);
  }
}
