// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import java.io.Serial;

/** Thrown when a counter or label is read whose history is not known in full. */
public final class UnknownHistoryException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception without a stack trace. */
  public UnknownHistoryException(String message) {
    super(message, null, false, false);
  }
}
