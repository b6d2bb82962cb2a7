// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Creates the objects that the tests use. */
final class Given {

  static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  private Given() {}

  static Policies policies(String yaml) {
    try {
      return new PolicyLoader().parse("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    } catch (PolicyException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static List<PolicyProblem> problems(String yaml) {
    return problems(yaml.getBytes(StandardCharsets.UTF_8));
  }

  static List<PolicyProblem> problems(byte[] utf8) {
    PolicyException refused =
        catchThrowableOfType(
            PolicyException.class, () -> new PolicyLoader().parse("policy.yaml", utf8));
    return refused == null ? List.of() : refused.problems();
  }

  static PolicyEngine engine(String yaml) {
    return engine(policies(yaml));
  }

  static PolicyEngine engine(Policies policies) {
    return new PolicyEngine(policies, new RateLimits(), InstantSource.fixed(NOON));
  }

  /** Returns a document with rules. */
  static String rules(String rules) {
    return "apiVersion: portcullis/v1\nkind: Policy\nspec:\n  rules:\n" + rules.indent(4);
  }

  static PolicyRequest call(String tool) {
    return call(tool, "{}");
  }

  static PolicyRequest call(String tool, String arguments) {
    return request(Action.TOOL_CALL, tool, arguments);
  }

  static PolicyRequest request(Action action, String tool, String arguments) {
    return new PolicyRequest("acme", "ops", "agent-1", action, tool, "", arguments, null);
  }

  static PolicyRequest network(String url) {
    return new PolicyRequest("acme", "ops", "agent-1", Action.NETWORK_CALL, "", "", "", url);
  }

  static PolicyRequest by(String org, String team, String agent, String tool) {
    return new PolicyRequest(org, team, agent, Action.TOOL_CALL, tool, "", "{}", null);
  }

  /** Returns a short name of the kind of a decision. */
  static String kind(PolicyDecision decision) {
    return decision.getClass().getSimpleName();
  }
}
