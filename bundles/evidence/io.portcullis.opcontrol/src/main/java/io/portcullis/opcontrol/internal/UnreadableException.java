// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import java.io.IOException;

/** The orders that were given cannot be known. */
final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }

  UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
