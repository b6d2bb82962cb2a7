// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

/** Evidence is not what it was: nothing is repaired, an operator has to look. */
public final class TamperedJournalException extends JournalException {
  private static final long serialVersionUID = 1L;

  public TamperedJournalException(String message) {
    super(message);
  }

  public TamperedJournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
