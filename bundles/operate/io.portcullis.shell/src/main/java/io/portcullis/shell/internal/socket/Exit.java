// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

/** Exit codes that the socket itself gives, beside those of the commands. */
final class Exit {
  /** The command failed. */
  static final int FAILED = 1;

  /** The request makes no sense. */
  static final int USAGE = 2;

  /** Too many clients, or too slow a one; {@code EX_TEMPFAIL} of sysexits. */
  static final int BUSY = 75;

  /** The client is not the owner; {@code EX_NOPERM} of sysexits. */
  static final int FORBIDDEN = 77;

  /** There is no such command; what a shell gives. */
  static final int UNKNOWN = 127;

  private Exit() {}
}
