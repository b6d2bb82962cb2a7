// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.function.IntSupplier;

/**
 * What a command gives back. To Gogo it is text, because Gogo prints a {@link CharSequence} as it
 * is; to the control socket it is text with an exit code, because that looks for an {@link
 * IntSupplier}. Both are types of the JDK, so a command of another bundle can do the same.
 *
 * @param exitCode 0 for success; see the constants for failures
 * @param text what to print, without the last line end
 */
record CommandResult(int exitCode, String text) implements CharSequence, IntSupplier {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int DENIED = 3;
  static final int PENDING = 4;

  static CommandResult ok(String text) {
    return new CommandResult(OK, text);
  }

  static CommandResult failed(String message) {
    return new CommandResult(FAILED, message);
  }

  static CommandResult usage(String message) {
    return new CommandResult(USAGE, message);
  }

  @Override
  public int getAsInt() {
    return exitCode;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
