// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

/**
 * A word of a command.
 *
 * @param text the word without its quotes
 * @param raw the word as it was written
 * @param literal whether the program gets exactly the text
 * @param assignment whether the word begins with an unquoted name and an equals sign
 */
record ShellWord(String text, String raw, boolean literal, boolean assignment) {

  /**
   * Returns whether the first sign makes a shell expand the word, continue a job or open a group.
   */
  boolean isUsedByShell() {
    return !raw.isEmpty() && "^%{}".indexOf(raw.charAt(0)) >= 0;
  }

  boolean isBrace() {
    return raw.equals("{") || raw.equals("}");
  }
}
