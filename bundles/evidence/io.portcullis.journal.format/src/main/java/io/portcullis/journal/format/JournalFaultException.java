// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.io.Serial;

/** Thrown when a line of a journal is not a valid record. */
public final class JournalFaultException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient JournalFault fault;

  /**
   * Creates the exception.
   *
   * @param fault the fault
   */
  public JournalFaultException(JournalFault fault) {
    super(fault.toString(), null, false, false);
    this.fault = fault;
  }

  public JournalFaultException(
      JournalFault.Kind kind, JournalLocation place, long seq, String message) {
    this(new JournalFault(kind, place, seq, message));
  }

  /**
   * Returns the fault and its place.
   *
   * @return the fault
   */
  public JournalFault fault() {
    return fault;
  }
}
