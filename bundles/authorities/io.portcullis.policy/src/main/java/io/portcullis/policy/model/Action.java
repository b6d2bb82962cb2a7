// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

import java.util.Locale;

/** The kinds of actions of an agent. */
public enum Action {
  /** A tool is called; the arguments are those of the tool. */
  TOOL_CALL,
  /** A tool has answered; the arguments hold its result. */
  TOOL_RESULT,
  /** A language model is called; evaluated as a call of the tool {@code llm_call}. */
  LLM_CALL,
  /**
   * A file is accessed; the arguments are an object with {@code path} and {@code operation}, one of
   * {@code read}, {@code write}, {@code create}, {@code append} and {@code delete}.
   */
  FILE_OPERATION,
  /**
   * A connection is opened to the URL of the request, or to {@code host} (and {@code protocol},
   * {@code port}) of the arguments.
   */
  NETWORK_CALL,
  /**
   * A process is started; the arguments are an object with {@code command} and an optional list of
   * texts {@code args}.
   */
  PROCESS_EXEC;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Returns the word in documents and expressions, such as {@code tool_call}. */
  public String word() {
    return word;
  }
}
