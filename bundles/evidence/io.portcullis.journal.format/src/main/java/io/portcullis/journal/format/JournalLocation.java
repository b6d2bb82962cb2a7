// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

/**
 * The place of a line in a journal.
 *
 * @param file the name of the file, without its folder
 * @param segment the number of the segment, 0 if the file's name has none
 * @param line the line, from 1; 0 for the file as a whole
 */
public record JournalLocation(String file, long segment, long line) {

  /** Returns {@code FILE:LINE}, or {@code FILE}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
