// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

/** That the server sent what may not pass. */
final class Violation extends Exception {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what, null, false, false);
  }
}
