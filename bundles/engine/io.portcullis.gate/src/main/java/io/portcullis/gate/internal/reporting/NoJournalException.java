// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import java.io.Serial;

/** Signals that no journal is present, which matters only where evidence is required. */
final class NoJournalException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NoJournalException() {
    super("no journal is present", null, false, false);
  }
}
