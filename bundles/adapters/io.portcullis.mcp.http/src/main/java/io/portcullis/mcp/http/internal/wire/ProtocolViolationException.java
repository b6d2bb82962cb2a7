// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

/** That the server sent what may not pass. */
public final class ProtocolViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProtocolViolationException(String what) {
    super(what, null, false, false);
  }
}
