// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

/** Evidence is not what it was: nothing is repaired, an operator has to look. */
public final class EvidenceException extends JournalException {
  private static final long serialVersionUID = 1L;

  EvidenceException(String message) {
    super(message);
  }

  EvidenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
