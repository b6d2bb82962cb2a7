// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import java.io.IOException;

/** Another container, or another part of this one, works on the same folder. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  DirectoryInUseException(String message) {
    super(message);
  }
}
