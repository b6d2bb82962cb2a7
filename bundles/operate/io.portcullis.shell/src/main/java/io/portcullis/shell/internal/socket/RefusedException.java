// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

/** A request is not carried out; the client is told why. */
final class RefusedException extends Exception {
  private final int exitCode;
  private final String reason;

  RefusedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.reason = message;
  }

  int exitCode() {
    return exitCode;
  }

  String reason() {
    return reason;
  }
}
