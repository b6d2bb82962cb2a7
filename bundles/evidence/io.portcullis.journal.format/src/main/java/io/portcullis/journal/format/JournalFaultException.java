// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.io.Serial;

/** A line of a journal cannot be taken for what it should be. */
public final class JournalFaultException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient JournalFault fault;

  /**
   * Makes the exception.
   *
   * @param fault what is wrong
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
   * What is wrong, and where.
   *
   * @return the fault
   */
  public JournalFault fault() {
    return fault;
  }
}
