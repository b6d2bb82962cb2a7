// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function;

/** The number of rounds of the seeded tests: a sample, or all with the profile exhaustive. */
public final class Sizes {

  private Sizes() {}

  public static int rounds(int sample, int exhaustive) {
    return Boolean.getBoolean("portcullis.exhaustive") ? exhaustive : sample;
  }
}
