// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

/** Signals that an operator terminated a waiting call. */
public final class TerminatedException extends Exception {
  private static final long serialVersionUID = 1L;

  TerminatedException() {
    super(
        "terminated by an operator",
        null,
        false,
        false); // never thrown to a caller, so a trace is useless
  }
}
