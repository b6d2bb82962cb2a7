// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

/**
 * Something wrong, or worth a look, at one place of a policy document.
 *
 * @param file the document as it was named to the loader
 * @param line line, from 1
 * @param column column in characters, from 1
 * @param key path of the key that is concerned, such as {@code tools.read_file.allow}; empty for
 *     the document as a whole
 * @param message what is wrong, in one sentence
 */
public record PolicyProblem(String file, int line, int column, String key, String message) {

  /** {@code FILE:LINE:COLUMN: message}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
