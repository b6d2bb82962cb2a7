// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

/** Thrown when a request is refused; the client gets the reason. */
public final class RequestRefusedException extends Exception {
  private final int exitCode;
  private final String reason;

  public RequestRefusedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.reason = message;
  }

  public int exitCode() {
    return exitCode;
  }

  public String reason() {
    return reason;
  }
}
