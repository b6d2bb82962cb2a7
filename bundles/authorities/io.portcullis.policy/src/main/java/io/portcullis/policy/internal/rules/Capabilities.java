// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code capabilities}.
 *
 * @param allow null without a list; then everything that is not denied is allowed
 */
public record Capabilities(@Nullable Names allow, Names deny) {

  /** A list of capabilities; tools are kept separately so that a check builds no text. */
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
    // A document that denies writing files also denies deleting them.
    return deny.has(capability, tool)
        || (capability == Capability.FILE_DELETE && deny.has(Capability.FILE_WRITE, tool));
  }

  public boolean omits(Capability capability, String tool) {
    return allow != null && !allow.has(capability, tool);
  }
}
