// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

/** The type of the action of a message; the numbers are those of the wire. */
public enum WireActionType {
  /** Not specified. */
  UNSPECIFIED(0),
  /** A language model is called. */
  LLM_CALL(1),
  /** A tool is called. */
  TOOL_CALL(2),
  /** A file is accessed. */
  FILE_OPERATION(3),
  /** A host is contacted. */
  NETWORK_CALL(4),
  /** A process is started. */
  PROCESS_EXEC(5),
  /** Another agent is started. */
  AGENT_SPAWN(6),
  /** The result of a tool is about to reach the agent. */
  TOOL_RESULT(7),
  /** A number of a newer protocol. */
  UNKNOWN(-1);

  private final int number;

  WireActionType(int number) {
    this.number = number;
  }

  /**
   * Returns the number on the wire.
   *
   * @return 0 to 7; -1 for {@link #UNKNOWN}
   */
  public int number() {
    return number;
  }

  public static WireActionType of(int number) {
    for (WireActionType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
