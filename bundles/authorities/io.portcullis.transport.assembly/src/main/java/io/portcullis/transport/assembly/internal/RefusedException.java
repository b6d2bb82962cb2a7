// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.io.IOException;

/** What is at the path of the socket must not be talked to; the text says why. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
