// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import io.portcullis.policy.internal.yaml.SourceLocation;
import org.jspecify.annotations.Nullable;

/** One document, checked. Immutable. */
public record PolicyDocument(
    String name,
    Scope scope,
    Sections sections,
    ToolTable tools,
    ApprovalSettings approval,
    DenialReasons outcomes,
    Origin origin) {

  /**
   * Where a document is from, for what is said about several of them together.
   *
   * @param file as it was named to the loader
   * @param tools where its tools are, or where it starts
   * @param upstream whether it is in a form of the upstream language, which scans all texts
   */
  public record Origin(String file, SourceLocation tools, boolean upstream) {}

  /** The sections other than the tools; null for one that is absent. */
  public record Sections(
      @Nullable ActiveHours hours,
      @Nullable HostPatterns network,
      @Nullable Capabilities capabilities,
      @Nullable DataRules data) {}
}
