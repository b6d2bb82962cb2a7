// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import java.io.IOException;

/** The socket or its peer is not trusted; the message gives the reason. */
final class SocketRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  SocketRefusedException(String message) {
    super(message);
  }
}
