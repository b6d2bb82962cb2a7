// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc.incremental;

/** That a text is no JSON-RPC answer, or no JSON at all. Its text is never quoted. */
public final class NotAResponseException extends Exception {
  private static final long serialVersionUID = 1L;

  NotAResponseException(String what) {
    super(what, null, false, false);
  }
}
