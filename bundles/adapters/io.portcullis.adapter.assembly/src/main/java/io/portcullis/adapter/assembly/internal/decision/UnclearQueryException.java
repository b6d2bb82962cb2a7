// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

/** A query that cannot become a call; the message is for the SDK. */
public final class UnclearQueryException extends Exception {
  private static final long serialVersionUID = 1L;

  UnclearQueryException(String message) {
    super(message);
  }
}
