// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

/** Thrown when the user at the other end of a connection is not the owner of the socket. */
public final class PeerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  PeerRefusedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Returns the reason, for people. */
  public String reason() {
    return reason;
  }
}
