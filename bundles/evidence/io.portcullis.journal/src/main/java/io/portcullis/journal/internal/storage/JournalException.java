// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a record could not be kept, or a journal not be opened; one line for a person. */
public class JournalException extends IOException {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An exception is shared by all calls that it denies: where it was made tells nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
