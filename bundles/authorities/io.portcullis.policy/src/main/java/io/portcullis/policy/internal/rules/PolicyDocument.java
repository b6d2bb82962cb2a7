// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.budget.Budget;
import io.portcullis.policy.internal.ruleset.Ruleset;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.internal.yaml.SourceLocation;
import org.jspecify.annotations.Nullable;

/** One checked document. Immutable. */
public record PolicyDocument(
    String name,
    Scope scope,
    Sections sections,
    ToolTable tools,
    Ruleset ruleset,
    EffectDefinitions effects,
    @Nullable Budget budget,
    ApprovalSettings approval,
    DenialReasons outcomes,
    Origin origin) {

  /** Returns what is scanned; null if the document says nothing and its language scans nothing. */
  public @Nullable DataRules data() {
    DataRules data = sections.data();
    return data == null && origin.upstream() ? DataRules.DEFAULT : data;
  }

  /**
   * The origin of a document, for warnings about several documents together.
   *
   * @param file as the caller of the loader named it
   * @param tools the place of its section {@code tools}, or its start
   * @param upstream whether the document is in a form of the upstream language, which scans all
   *     texts even without a section {@code data}
   */
  public record Origin(String file, SourceLocation tools, boolean upstream) {}

  /** The sections other than {@code tools}; null for an absent one. */
  public record Sections(
      @Nullable ActiveHours hours,
      @Nullable HostPatterns network,
      @Nullable Capabilities capabilities,
      @Nullable DataRules data) {}
}
