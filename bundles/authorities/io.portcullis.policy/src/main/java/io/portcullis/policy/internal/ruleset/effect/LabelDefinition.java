// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.model.PolicyRequest;
import org.jspecify.annotations.Nullable;

/**
 * A label of a document. Immutable.
 *
 * @param spec its identity, name and window
 * @param selector the calls that set it
 * @param when a further condition, or null
 * @param onAgent whether it is set on the agent, and not on the operation
 * @param whenCompleted whether it is set once the tool has completed
 */
public record LabelDefinition(
    HistorySpec spec,
    RuleSelector selector,
    @Nullable RuleCondition when,
    boolean onAgent,
    boolean whenCompleted) {

  private static final int MAX_NAME = 400;

  /** Returns what gets the label; a call without an operation labels its agent. */
  public String subject(PolicyRequest request) {
    return onAgent || request.operation().isEmpty()
        ? agent(request.agent())
        : operation(request.operation());
  }

  /** Returns the subject of an agent. */
  public static String agent(String id) {
    return "agent:" + shortened(id);
  }

  /** Returns the subject of an operation. */
  public static String operation(String id) {
    return "operation:" + shortened(id);
  }

  private static String shortened(String name) {
    return name.length() > MAX_NAME ? DefinitionDigest.of(name) : name;
  }
}
