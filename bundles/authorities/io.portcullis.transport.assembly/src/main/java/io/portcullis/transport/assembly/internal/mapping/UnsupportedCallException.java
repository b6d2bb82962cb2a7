// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

/** The runtime cannot be asked about a call; the message gives the reason, without arguments. */
public final class UnsupportedCallException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedCallException(String message, Throwable cause) {
    super(message, cause);
  }

  UnsupportedCallException(String message) {
    super(message);
  }
}
