// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

/** Thrown for bytes of the server that violate the protocol, which end the exchange. */
public final class ProtocolViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProtocolViolationException(String what) {
    super(what, null, false, false);
  }
}
