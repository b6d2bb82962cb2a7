// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import java.io.Serial;

/** The command line cannot be understood; the message says why. */
final class UsageException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
