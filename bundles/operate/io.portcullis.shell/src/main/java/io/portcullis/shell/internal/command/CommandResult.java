// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.util.function.IntSupplier;

/**
 * The result of a command. Gogo prints it as text, because it is a {@link CharSequence}. The
 * control socket also reads an exit code, because it is an {@link IntSupplier}. Both are types of
 * the JDK, so a command of another bundle can return the same.
 *
 * @param exitCode 0 for success; see the constants for failures
 * @param text the output, without the last line end
 */
public record CommandResult(int exitCode, String text) implements CharSequence, IntSupplier {
  public static final int OK = 0;
  public static final int FAILED = 1;
  static final int USAGE = 2;
  public static final int DENIED = 3;
  public static final int PENDING = 4;

  public static CommandResult ok(String text) {
    return new CommandResult(OK, text);
  }

  public static CommandResult failed(String message) {
    return new CommandResult(FAILED, message);
  }

  public static CommandResult usage(String message) {
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
