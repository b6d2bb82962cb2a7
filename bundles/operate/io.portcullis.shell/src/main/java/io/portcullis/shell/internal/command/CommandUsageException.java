// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

/** The arguments of a command make no sense; nothing was done. */
public final class CommandUsageException extends Exception {
  public CommandUsageException(String message) {
    super(message);
  }
}
