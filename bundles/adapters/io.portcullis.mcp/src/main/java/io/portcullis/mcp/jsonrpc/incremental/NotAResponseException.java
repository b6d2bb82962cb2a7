// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

/** Thrown for a text that is not a JSON-RPC response. The text is never quoted. */
public final class NotAResponseException extends Exception {
  private static final long serialVersionUID = 1L;

  NotAResponseException(String what) {
    super(what, null, false, false);
  }
}
