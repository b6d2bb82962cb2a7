// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import org.jspecify.annotations.Nullable;

/**
 * The pin of a tool: the digest of its accepted definition.
 *
 * @param server the server's name
 * @param tool the tool's name
 * @param pinned the {@linkplain ToolDigest digest} that was accepted, at first sight or by a person
 * @param seen the digest that was seen last, if it differs, else null
 */
public record Pin(String server, String tool, String pinned, @Nullable String seen) {

  /**
   * Checks whether the tool has changed and must be accepted.
   *
   * @return whether a different digest was seen
   */
  public boolean changed() {
    return seen != null;
  }

  /** Returns the pin after the tool was seen with this digest. */
  Pin as(String digest) {
    return new Pin(server, tool, pinned, digest.equals(pinned) ? null : digest);
  }
}
