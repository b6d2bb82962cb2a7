// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import org.jspecify.annotations.Nullable;

/** One document, checked. Immutable. */
public record PolicyDocument(
    String name,
    Scope scope,
    Sections sections,
    ToolTable tools,
    ApprovalSettings approval,
    Refusals outcomes) {

  /** The sections other than the tools; null for one that is absent. */
  public record Sections(
      @Nullable ActiveHours hours,
      @Nullable HostPatterns network,
      @Nullable Capabilities capabilities,
      @Nullable DataRules data) {}
}
