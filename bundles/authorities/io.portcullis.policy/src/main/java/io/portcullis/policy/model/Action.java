// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.model;

/** What an agent is about to do. */
public enum Action {
  /** A tool is called; the arguments are those of the tool. */
  TOOL_CALL,
  /** A tool has answered; the arguments hold its result. */
  TOOL_RESULT,
  /** A language model is called; evaluated as a call of the tool {@code llm_call}. */
  LLM_CALL,
  /**
   * A file is touched; the arguments are an object with {@code path} and {@code operation}, one of
   * {@code read}, {@code write}, {@code create}, {@code append} and {@code delete}.
   */
  FILE_OPERATION,
  /**
   * A connection is made; to the request's URL, or to {@code host} (and {@code protocol}, {@code
   * port}) of the arguments.
   */
  NETWORK_CALL,
  /**
   * A process is started; the arguments are an object with {@code command} and, if any, a list of
   * texts {@code args}.
   */
  PROCESS_EXEC
}
