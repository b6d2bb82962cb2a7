// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is about to do. The kinds are those of the Agent Assembly action types, so that a
 * policy written for one means the same for the other.
 */
public enum ActionType {
  /** A tool is called with JSON arguments. */
  TOOL_CALL,
  /** The result of a tool is about to reach the agent; the arguments carry the result. */
  TOOL_RESULT,
  /** A language model is called. */
  LLM_CALL,
  /** A file is touched; the arguments carry {@code operation} and {@code path}. */
  FILE_OPERATION,
  /**
   * A host is contacted; the target URL or the arguments {@code host}, {@code port}, {@code
   * protocol} tell which.
   */
  NETWORK_CALL,
  /** A process is started; the arguments carry {@code command} and {@code args}. */
  PROCESS_EXEC;

  /**
   * The word used in documents, records and on command lines.
   *
   * @return the name in lower case, such as {@code tool_call}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds an action type by its word, whatever its case.
   *
   * @param word the word, such as {@code file_operation}; null finds nothing
   * @return the action type, or empty for a word that is none
   */
  public static Optional<ActionType> parse(@Nullable String word) {
    String text = word == null ? "" : word.trim();
    for (ActionType type : values()) {
      // Both ways: other letters have one of ours as their upper or their lower case.
      if (type.name().equals(text.toUpperCase(Locale.ROOT))
          && type.word().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
