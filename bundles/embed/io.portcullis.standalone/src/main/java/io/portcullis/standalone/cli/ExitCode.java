// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

/** What the process ends with. */
final class ExitCode {
  /** Allowed; every line was read; every document can be used. */
  static final int OK = 0;

  /** A document cannot be used; of {@code policy validate} alone. */
  static final int INVALID = 1;

  /** A journal is not what was written, or cannot be read in full; of {@code journal} alone. */
  static final int BAD_JOURNAL = 1;

  /** Bad usage, a document or file that cannot be used, or a line that could not be read. */
  static final int USAGE = 2;

  /** Denied. */
  static final int DENIED = 3;

  /** An approval would be needed. */
  static final int PENDING = 4;

  private ExitCode() {}
}
