// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.question;

/** What a policy must be able to say. */
public enum Question {
  /** The name of the tool is one of 10. */
  NAMES_10(10),
  /** The name of the tool is one of 1,000. */
  NAMES_1000(1_000),
  /** The name of the tool is one of 10,000. */
  NAMES_10000(10_000),
  /** {@code pay} is allowed if its amount is at most 1,000. */
  COMPARISON(0),
  /** {@code read} is allowed if its paths lie in one folder. */
  PATHS(0),
  /** {@code pay} is allowed; it is denied if its amount is over 1,000. */
  DENIAL(0),
  /** {@code pay} is allowed if a computation with its amount holds, which fails for 0. */
  FAILING_ALLOW(0),
  /** {@code pay} is allowed; it is denied if a computation with its amount holds. */
  FAILING_DENY(0),
  /** The policy has no rule. */
  NOTHING(0);

  private final int names;

  Question(int names) {
    this.names = names;
  }

  /** Returns how many names of tools the policy has, 0 if the question is not about names. */
  public int names() {
    return names;
  }

  /** Returns whether the question is about the name of the tool alone. */
  public boolean isAboutNames() {
    return names > 0;
  }
}
