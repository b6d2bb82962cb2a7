// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

/** Exit codes that the socket itself gives, beside those of the commands. */
public final class SocketExitCode {
  /** The command failed. */
  public static final int FAILED = 1;

  /** The request makes no sense. */
  public static final int USAGE = 2;

  /** Too many clients, or too slow a one; {@code EX_TEMPFAIL} of sysexits. */
  public static final int BUSY = 75;

  /** The client is not the owner; {@code EX_NOPERM} of sysexits. */
  public static final int FORBIDDEN = 77;

  /** There is no such command; what a shell gives. */
  public static final int UNKNOWN = 127;

  private SocketExitCode() {}
}
