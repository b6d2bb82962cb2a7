// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

/**
 * An error or a warning at one place of a policy document.
 *
 * @param file the document as the caller of the loader named it
 * @param line line, from 1
 * @param column column in characters, from 1
 * @param key path of the key, such as {@code tools.read_file.allow}; empty for the document as a
 *     whole
 * @param message what is wrong and what to write instead, in one sentence
 * @param excerpt the line of the document and, in a second line, a caret below the place; empty if
 *     the place says enough
 */
public record PolicyProblem(
    String file, int line, int column, String key, String message, String excerpt) {

  /**
   * Creates a problem without an excerpt.
   *
   * @param file the document as the caller of the loader named it
   * @param line line, from 1
   * @param column column in characters, from 1
   * @param key path of the key, or empty
   * @param message what is wrong and what to write instead
   */
  public PolicyProblem(String file, int line, int column, String key, String message) {
    this(file, line, column, key, message, "");
  }

  /** Returns {@code FILE:LINE:COLUMN: message}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
