// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.failure;

import org.jspecify.annotations.Nullable;

/** The reason, in one line for the operator, why the container cannot start or be reached. */
public sealed class LaunchException extends Exception
    permits HomeInUseException, MisconfiguredException {
  private static final long serialVersionUID = 1L;

  /** Something in the configuration keeps the container from starting. */
  static final int CANNOT_START = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** No container answers; the number that sysexits.h gives to an unavailable service. */
  public static final int UNAVAILABLE = 69;

  private final int exitCode;

  public LaunchException(String message) {
    this(CANNOT_START, message);
  }

  public LaunchException(int exitCode, String message) {
    super(message.lines().findFirst().orElse(message));
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  /** The messages of a throwable and of its causes, in one line. */
  public static String reasons(@Nullable Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      String message = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message.replaceAll("\\s*\\R\\s*", " "));
      }
    }
    return text.toString();
  }
}
