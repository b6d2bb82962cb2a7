// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.completion;

/** Whoever asked about a call gave it up before it was decided. */
public final class WithdrawnException extends Exception {
  private static final long serialVersionUID = 1L;

  WithdrawnException() {
    super("given up by whoever asked", null, false, false); // thrown to nobody
  }
}
