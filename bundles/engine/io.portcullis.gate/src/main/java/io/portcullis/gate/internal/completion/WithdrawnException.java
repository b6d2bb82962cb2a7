// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

/** Signals that the caller cancelled a call before it was decided. */
public final class WithdrawnException extends Exception {
  private static final long serialVersionUID = 1L;

  WithdrawnException() {
    super("withdrawn by the caller", null, false, false); // never thrown to a caller
  }
}
