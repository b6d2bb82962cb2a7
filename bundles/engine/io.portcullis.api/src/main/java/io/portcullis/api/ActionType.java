// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kind of an agent's action. The kinds are the action types of Agent Assembly, so a policy
 * means the same in both.
 */
public enum ActionType {
  /** A tool is called with JSON arguments. */
  TOOL_CALL,
  /** The result of a tool is about to reach the agent; the arguments carry the result. */
  TOOL_RESULT,
  /** A language model is called. */
  LLM_CALL,
  /** A file is read or changed; the arguments carry {@code operation} and {@code path}. */
  FILE_OPERATION,
  /**
   * A host is contacted; the target URL or the arguments {@code host}, {@code port}, {@code
   * protocol} name it.
   */
  NETWORK_CALL,
  /** A process is started; the arguments carry {@code command} and {@code args}. */
  PROCESS_EXEC;

  /**
   * Returns the word used in documents, records and on command lines.
   *
   * @return the name in lower case, such as {@code tool_call}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds an action type by its word, in any case and with any surrounding blanks.
   *
   * @param word the word, such as {@code file_operation}; null finds nothing
   * @return the action type, or empty for an unknown word
   */
  public static Optional<ActionType> parse(@Nullable String word) {
    String text = word == null ? "" : word.trim();
    for (ActionType type : values()) {
      // Both cases: some letters outside ASCII have an ASCII letter as upper or lower case.
      if (type.name().equals(text.toUpperCase(Locale.ROOT))
          && type.word().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
