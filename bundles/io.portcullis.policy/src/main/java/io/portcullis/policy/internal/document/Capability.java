// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import java.util.HashMap;
import java.util.Map;

/** What an action needs, other than the tools and models, which are named one by one. */
public enum Capability {
  FILE_READ("file_read", true),
  FILE_WRITE("file_write", true),
  FILE_DELETE("file_delete", true),
  NETWORK_OUTBOUND("network_outbound", true),
  NETWORK_INBOUND("network_inbound", false),
  TERMINAL_EXEC("terminal_exec", true),
  AGENT_SPAWN("agent_spawn", false),
  /** A tool; which one is said by its name. */
  MCP_TOOL("mcp_tool", true);

  static final Map<String, Capability> BY_WORD = new HashMap<>();

  static {
    for (Capability capability : values()) {
      if (capability != MCP_TOOL) {
        BY_WORD.put(capability.word, capability);
      }
    }
  }

  private final String word;
  private final boolean checked;

  Capability(String word, boolean checked) {
    this.word = word;
    this.checked = checked;
  }

  /** Whether some action needs it. */
  boolean checked() {
    return checked;
  }
}
