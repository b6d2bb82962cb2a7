// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import org.jspecify.annotations.Nullable;

/**
 * What a tool must be like.
 *
 * @param server the server's name
 * @param tool the tool's name
 * @param pinned the {@linkplain ToolDigest digest} that was accepted, at first sight or by somebody
 * @param seen the digest that was seen last, if it is another, else null
 */
public record Pin(String server, String tool, String pinned, @Nullable String seen) {

  /**
   * Whether it waits for somebody to accept what it has become.
   *
   * @return whether it was seen to differ
   */
  public boolean changed() {
    return seen != null;
  }

  /** The same tool as it looks now. */
  Pin as(String digest) {
    return new Pin(server, tool, pinned, digest.equals(pinned) ? null : digest);
  }
}
