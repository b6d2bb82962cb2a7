// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import java.util.Locale;

/** The effect of a rule that applies, the stronger first. */
public enum Effect {
  /** The call is denied. */
  DENY,
  /** The call needs an approval. */
  ASK,
  /** The call is allowed. */
  ALLOW;

  /** Returns the word in a document. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
