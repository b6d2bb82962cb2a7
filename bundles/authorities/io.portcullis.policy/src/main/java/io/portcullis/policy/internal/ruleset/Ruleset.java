// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import java.util.List;

/**
 * The rules of a document and its default. Immutable.
 *
 * @param allowsByDefault whether the document allows what it does not mention
 */
public record Ruleset(List<Rule> rules, boolean allowsByDefault) {

  /** The rules of a document in an upstream form: none, and what it does not mention is allowed. */
  public static final Ruleset UPSTREAM = new Ruleset(List.of(), true);

  public Ruleset {
    rules = List.copyOf(rules);
  }
}
