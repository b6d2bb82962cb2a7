// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The digests that the servers of one store showed last. Bounded by {@link PinStore#MAX_TOOLS}.
 * Thread-safe.
 */
final class ObservedDigests {
  private final Map<PinSet.Key, String> digests = new HashMap<>();

  /**
   * Records what a server shows.
   *
   * @return false, and nothing is recorded, if the tools are too many or a name is too long
   */
  synchronized boolean record(String server, Map<String, String> shown) {
    Map<PinSet.Key, String> now = new HashMap<>();
    shown.forEach((tool, digest) -> now.put(new PinSet.Key(server, tool), digest));
    long added = now.keySet().stream().filter(key -> !digests.containsKey(key)).count();
    boolean room =
        digests.size() + added <= PinStore.MAX_TOOLS
            && now.keySet().stream().allMatch(PinFileFormat::holds);
    if (room) {
      digests.putAll(now);
    }
    return room;
  }

  /** Returns the digest that the tool had last, or null if no list of this store showed it. */
  synchronized @Nullable String last(PinSet.Key key) {
    return digests.get(key);
  }
}
