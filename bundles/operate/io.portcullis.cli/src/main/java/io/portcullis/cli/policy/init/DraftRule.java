// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.policy.draft.Fence;
import io.portcullis.cli.tool.ListedTool;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a first policy does with a tool.
 *
 * @param tool the tool
 * @param effect the effect; a tool that is denied gets no rule
 * @param reason why, for a comment
 * @param fences the arguments that must stay in the workspace
 */
record DraftRule(ListedTool tool, DraftEffect effect, String reason, List<Fence> fences) {

  /** The effect on calls that stay in the workspace. */
  enum DraftEffect {
    ALLOW,
    ASK,
    DENY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  DraftRule {
    fences = List.copyOf(fences);
  }

  String name() {
    return effect.word() + "-" + tool.name();
  }

  /** Returns the condition of the rule, or an empty text. */
  String condition() {
    return fences.stream()
        .map(fence -> fence.condition("variables.workspace"))
        .collect(Collectors.joining(" && "));
  }
}
