// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

/** The exit codes of the process. */
public final class ExitCode {
  /** Allowed; every line was read; every document can be used. */
  public static final int OK = 0;

  /** A document cannot be used; only from {@code policy validate}. */
  public static final int INVALID = 1;

  /** A journal is damaged or cannot be read in full; only from {@code journal}. */
  public static final int BAD_JOURNAL = 1;

  /** Bad usage, a document or file that cannot be used, or a line that could not be read. */
  public static final int USAGE = 2;

  /** Denied. */
  public static final int DENIED = 3;

  /** A recorded call would be decided differently; only from {@code journal replay}. */
  public static final int DIFFERENT = 3;

  /** An approval would be needed. */
  public static final int PENDING = 4;

  /** A policy allows a recorded call that another one does not; only from {@code policy diff}. */
  public static final int NEWLY_ALLOWED = 1;

  private ExitCode() {}
}
