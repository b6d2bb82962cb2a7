// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import java.io.IOException;

/** A journal is written by another process, or by another part of this one. */
public final class JournalInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  JournalInUseException(String message) {
    super(message);
  }
}
