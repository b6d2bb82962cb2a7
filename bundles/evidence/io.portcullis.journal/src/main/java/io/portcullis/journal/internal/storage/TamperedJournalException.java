// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

/** Thrown when evidence was changed. Nothing is repaired; an operator has to inspect it. */
public final class TamperedJournalException extends JournalException {
  private static final long serialVersionUID = 1L;

  public TamperedJournalException(String message) {
    super(message);
  }

  public TamperedJournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
