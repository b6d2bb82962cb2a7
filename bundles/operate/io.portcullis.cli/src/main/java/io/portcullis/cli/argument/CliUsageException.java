// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import java.io.Serial;

/** The command line cannot be understood; the message says why. */
public final class CliUsageException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public CliUsageException(String message) {
    super(message, null, false, false);
  }
}
