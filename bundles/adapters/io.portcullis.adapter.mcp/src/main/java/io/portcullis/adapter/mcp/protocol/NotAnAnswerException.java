// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.protocol;

/** That a text is no JSON-RPC answer, or no JSON at all. Its text is never quoted. */
public final class NotAnAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  NotAnAnswerException(String what) {
    super(what, null, false, false);
  }
}
