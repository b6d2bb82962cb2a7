// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.pattern;

/** A regular expression that is not accepted; the message gives the reason as half a sentence. */
public final class InvalidPatternException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidPatternException(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
