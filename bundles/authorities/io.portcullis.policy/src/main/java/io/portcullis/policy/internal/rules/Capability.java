// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.HashMap;
import java.util.Map;

/** A capability that an action needs; tools and models are listed by name instead. */
public enum Capability {
  FILE_READ("file_read", "file_operation"),
  FILE_WRITE("file_write", "file_operation"),
  FILE_DELETE("file_delete", "file_operation"),
  NETWORK_OUTBOUND("network_outbound", "network_call"),
  NETWORK_INBOUND("network_inbound", ""),
  TERMINAL_EXEC("terminal_exec", "process_exec"),
  AGENT_SPAWN("agent_spawn", ""),
  /** A tool, identified by its name. */
  MCP_TOOL("mcp_tool", "tool_call");

  public static final Map<String, Capability> BY_WORD = new HashMap<>();

  static {
    for (Capability capability : values()) {
      if (capability != MCP_TOOL) {
        BY_WORD.put(capability.word, capability);
      }
    }
  }

  private final String word;
  private final String action;

  Capability(String word, String action) {
    this.word = word;
    this.action = action;
  }

  /** Returns whether some action needs the capability. */
  public boolean checked() {
    return !action.isEmpty();
  }

  /** Returns the kind of action that needs the capability; empty if none does. */
  public String action() {
    return action;
  }
}
