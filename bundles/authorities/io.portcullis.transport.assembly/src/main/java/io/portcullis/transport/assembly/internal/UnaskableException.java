// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

/** A call that the runtime cannot be asked about; the text says why, without arguments. */
final class UnaskableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnaskableException(String message, Throwable cause) {
    super(message, cause);
  }

  UnaskableException(String message) {
    super(message);
  }
}
