// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when a record is not kept or a journal cannot be opened. The message is one line. */
public class JournalException extends IOException {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Omits the stack trace: many calls share one exception, so its origin is meaningless. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
