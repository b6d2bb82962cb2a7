// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

/**
 * The state that the readers of the sections share while they read one document.
 *
 * @param name the name of the document in decisions
 * @param cascade whether the document is one of a folder
 * @param upstream whether the document is in a form of the upstream language
 */
public record ParseContext(
    String name,
    boolean cascade,
    boolean upstream,
    ProblemCollector problems,
    ProblemCollector warnings) {

  /** Adds a warning, which does not refuse the document. */
  public void warn(SourceLocation place, String key, String message) {
    warnings.add(place, key, message);
  }
}
