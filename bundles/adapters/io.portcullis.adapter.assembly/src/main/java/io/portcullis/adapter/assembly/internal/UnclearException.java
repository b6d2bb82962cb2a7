// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal;

/** A query of which no call can be made; the message is for the SDK. */
final class UnclearException extends Exception {
  private static final long serialVersionUID = 1L;

  UnclearException(String message) {
    super(message);
  }
}
