// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

/** What a runtime decided; the numbers are those of the wire. Only {@link #ALLOW} allows. */
public enum Decision {
  /** Missing or not decided: no verdict. */
  UNSPECIFIED(0),
  /** The action may run. */
  ALLOW(1),
  /** The action must not run. */
  DENY(2),
  /** A person has to decide. */
  PENDING(3),
  /** The action may run after its arguments were changed; {@code aa-runtime} never says so. */
  REDACT(4),
  /** A number of a newer protocol: no verdict. */
  UNKNOWN(-1);

  private final int number;

  Decision(int number) {
    this.number = number;
  }

  /**
   * The number on the wire.
   *
   * @return 0 to 4; -1 for {@link #UNKNOWN}
   */
  public int number() {
    return number;
  }

  public static Decision of(int number) {
    for (Decision decision : values()) {
      if (decision.number == number) {
        return decision;
      }
    }
    return UNKNOWN;
  }
}
