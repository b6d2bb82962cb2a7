// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

/** What the process ends with. */
public final class ExitCode {
  /** Allowed; every line was read; every document can be used. */
  public static final int OK = 0;

  /** A document cannot be used; of {@code policy validate} alone. */
  public static final int INVALID = 1;

  /** A journal is not what was written, or cannot be read in full; of {@code journal} alone. */
  public static final int BAD_JOURNAL = 1;

  /** Bad usage, a document or file that cannot be used, or a line that could not be read. */
  public static final int USAGE = 2;

  /** Denied. */
  public static final int DENIED = 3;

  /** An approval would be needed. */
  public static final int PENDING = 4;

  private ExitCode() {}
}
