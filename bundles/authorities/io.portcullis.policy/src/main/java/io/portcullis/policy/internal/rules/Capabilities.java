// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code capabilities}.
 *
 * @param allow null if no list was given, which allows everything that is not denied
 */
public record Capabilities(@Nullable Names allow, Names deny) {

  /**
   * A list of capabilities; tools are kept apart so that a check needs no text to be put together.
   */
  public record Names(Set<Capability> plain, Set<String> tools) {

    public Names {
      plain = Set.copyOf(plain);
      tools = Set.copyOf(tools);
    }

    boolean has(Capability capability, String tool) {
      return capability == Capability.MCP_TOOL ? tools.contains(tool) : plain.contains(capability);
    }
  }

  public boolean denies(Capability capability, String tool) {
    // Who may not write a file may not delete it either.
    return deny.has(capability, tool)
        || (capability == Capability.FILE_DELETE && deny.has(Capability.FILE_WRITE, tool));
  }

  public boolean omits(Capability capability, String tool) {
    return allow != null && !allow.has(capability, tool);
  }
}
