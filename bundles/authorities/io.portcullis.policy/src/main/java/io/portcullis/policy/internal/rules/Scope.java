// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

/**
 * The agents or tools that a document applies to.
 *
 * @param id empty for {@link Kind#GLOBAL}
 */
public record Scope(Kind kind, String id) {

  public static final Scope GLOBAL = new Scope(Kind.GLOBAL, "");

  /** The kinds of scopes, from the broadest to the narrowest. */
  public enum Kind {
    GLOBAL,
    ORG,
    TEAM,
    AGENT,
    TOOL
  }
}
