// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

/** Exit codes of the socket itself, in addition to those of the commands. */
public final class SocketExitCode {
  /** The command failed. */
  public static final int FAILED = 1;

  /** The request is invalid. */
  public static final int USAGE = 2;

  /** Too many clients, or a client that is too slow; {@code EX_TEMPFAIL} of sysexits. */
  public static final int BUSY = 75;

  /** The client is not the owner; {@code EX_NOPERM} of sysexits. */
  public static final int FORBIDDEN = 77;

  /** The command does not exist; the same code as in a Unix shell. */
  public static final int UNKNOWN = 127;

  private SocketExitCode() {}
}
