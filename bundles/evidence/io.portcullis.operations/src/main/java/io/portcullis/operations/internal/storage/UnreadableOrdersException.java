// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import java.io.IOException;

/** Thrown when the orders on the disk cannot be read. */
public final class UnreadableOrdersException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableOrdersException(String message) {
    super(message);
  }

  UnreadableOrdersException(String message, Throwable cause) {
    super(message, cause);
  }
}
