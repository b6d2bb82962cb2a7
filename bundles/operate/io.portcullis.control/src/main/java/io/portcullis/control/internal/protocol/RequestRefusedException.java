// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

/** A request is not carried out; the client is told why. */
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
