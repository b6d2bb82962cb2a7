// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.io.IOException;

/** What is at the path of the socket must not be talked to; the text says why. */
final class SocketRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  SocketRefusedException(String message) {
    super(message);
  }
}
