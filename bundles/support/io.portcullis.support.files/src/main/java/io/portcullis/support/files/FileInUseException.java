// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import java.io.IOException;

/** Thrown when another holder, in this or another process, has locked a file. */
public final class FileInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  FileInUseException(String message) {
    super(message);
  }
}
