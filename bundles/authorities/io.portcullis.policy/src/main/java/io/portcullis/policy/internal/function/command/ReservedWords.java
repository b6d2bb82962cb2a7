// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import java.util.Set;

/** The words that a shell reserves at the beginning of a command. */
final class ReservedWords {

  private static final Set<String> CLOSING =
      Set.of("then", "else", "elif", "fi", "do", "done", "esac", "}");

  private static final Set<String> OPENING = Set.of("{", "!", "if", "while", "until", "for");

  private static final Set<String> UNSUPPORTED =
      Set.of("case", "function", "select", "coproc", "[[", "foreach", "repeat", "nocorrect");

  private ReservedWords() {}

  static boolean contains(String word) {
    return isClosing(word) || OPENING.contains(word) || isUnsupported(word);
  }

  /** Returns whether a word ends a list of commands. */
  static boolean isClosing(String word) {
    return CLOSING.contains(word);
  }

  /** Returns whether a word begins a command that the parser refuses. */
  static boolean isUnsupported(String word) {
    return UNSUPPORTED.contains(word);
  }
}
