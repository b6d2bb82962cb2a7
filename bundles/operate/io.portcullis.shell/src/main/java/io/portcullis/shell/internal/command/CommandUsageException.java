// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

/** Thrown when the arguments of a command are invalid; the command changed nothing. */
public final class CommandUsageException extends Exception {
  public CommandUsageException(String message) {
    super(message);
  }
}
