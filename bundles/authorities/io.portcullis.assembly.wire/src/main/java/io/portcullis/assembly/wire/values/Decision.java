// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

/** The decision of a runtime; the numbers are those of the wire. Only {@link #ALLOW} allows. */
public enum Decision {
  /** Missing or undecided: no verdict. */
  UNSPECIFIED(0),
  /** The action may run. */
  ALLOW(1),
  /** The action must not run. */
  DENY(2),
  /** A person has to decide. */
  PENDING(3),
  /** The action may run after its arguments are changed; {@code aa-runtime} never sends it. */
  REDACT(4),
  /** A number of a newer protocol: no verdict. */
  UNKNOWN(-1);

  private final int number;

  Decision(int number) {
    this.number = number;
  }

  /**
   * Returns the number on the wire.
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
