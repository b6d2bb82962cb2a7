// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.output;

/**
 * Whether colours may be written.
 *
 * @param output on standard output
 * @param errors on standard error
 */
public record TerminalColours(boolean output, boolean errors) {
  /** No colours anywhere. */
  public static final TerminalColours NONE = new TerminalColours(false, false);

  /**
   * Reads the words {@code out} and {@code err} that bin/portcullis sets in a system property for
   * each stream that is a terminal. The JVM itself cannot tell the two streams apart.
   */
  public static TerminalColours parse(String words) {
    return new TerminalColours(words.contains("out"), words.contains("err"));
  }
}
