// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import java.io.IOException;

/** Another container, or another part of this one, works on the same folder. */
final class InUseException extends IOException {
  private static final long serialVersionUID = 1L;

  InUseException(String message) {
    super(message);
  }
}
