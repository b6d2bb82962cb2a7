// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

/** An operator terminated a call while it waited for something else. */
public final class TerminatedException extends Exception {
  private static final long serialVersionUID = 1L;

  TerminatedException() {
    super("terminated by an operator", null, false, false); // thrown to nobody: a trace is no use
  }
}
