// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pins of all tools in one version of their file. Immutable. */
final class PinSet {
  static final PinSet NONE = new PinSet(new TreeMap<>());

  /** The size of the file without pins, in bytes. */
  private static final int FRAME = 64;

  /** The key of a pin, in the order of the file. */
  record Key(String server, String tool) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int servers = server.compareTo(other.server);
      return servers == 0 ? tool.compareTo(other.tool) : servers;
    }
  }

  private final SortedMap<Key, Pin> pins;
  private final long bytes;

  private PinSet(SortedMap<Key, Pin> pins) {
    this.pins = pins;
    bytes = FRAME + size(pins.keySet());
  }

  /**
   * Creates a set of these pins.
   *
   * @throws IOException if a tool is pinned twice
   */
  static PinSet of(List<Pin> list) throws IOException {
    SortedMap<Key, Pin> pins = new TreeMap<>();
    for (Pin pin : list) {
      if (pins.put(new Key(pin.server(), pin.tool()), pin) != null) {
        throw new IOException("a tool is pinned twice");
      }
    }
    return new PinSet(pins);
  }

  private static long size(Collection<Key> keys) {
    return keys.stream().mapToLong(key -> PinFileFormat.size(key.server(), key.tool())).sum();
  }

  @Nullable Pin get(Key key) {
    return pins.get(key);
  }

  /** Returns all pins, by server and tool. */
  List<Pin> list() {
    return List.copyOf(pins.values());
  }

  /**
   * Returns the pins after a server has shown these tools. New tools are pinned if all of them fit,
   * and changed tools must be accepted.
   *
   * @return this set if nothing has changed
   */
  PinSet seen(String server, Map<String, String> digests) {
    SortedMap<Key, Pin> after = new TreeMap<>(pins);
    Set<Key> fresh = new HashSet<>();
    digests.forEach(
        (tool, digest) -> {
          Key key = new Key(server, tool);
          Pin before = pins.get(key);
          if (before == null) {
            fresh.add(key);
          }
          after.put(key, before == null ? new Pin(server, tool, digest, null) : before.as(digest));
        });
    if (!hasRoomFor(fresh)) {
      after.keySet().removeAll(fresh);
    }
    return after.equals(pins) ? this : new PinSet(after);
  }

  private boolean hasRoomFor(Set<Key> fresh) {
    return fresh.isEmpty()
        || (pins.size() + fresh.size() <= PinStore.MAX_TOOLS
            && fresh.stream().allMatch(PinFileFormat::holds)
            && bytes + size(fresh) <= PinStore.MAX_BYTES);
  }

  /** Returns the changed tools whose change an earlier version does not have. */
  List<Pin> changedSince(PinSet earlier) {
    return pins.entrySet().stream()
        .filter(entry -> entry.getValue().changed())
        .filter(entry -> !entry.getValue().equals(earlier.get(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * Returns the tools of a list that differ from their pins.
   *
   * @return null if one of the tools is not pinned
   */
  @Nullable Set<String> changed(String server, Map<String, String> digests) {
    Map<String, Pin> pinned = new HashMap<>();
    for (String tool : digests.keySet()) {
      Pin pin = pins.get(new Key(server, tool));
      if (pin == null) {
        return null;
      }
      pinned.put(tool, pin);
    }
    pinned.values().removeIf(pin -> pin.pinned().equals(digests.get(pin.tool())));
    return Set.copyOf(pinned.keySet());
  }

  /**
   * Returns the pins after a changed tool was accepted.
   *
   * @param digest the digest to accept, or null for the digest that was seen last
   * @throws NoSuchElementException if the tool has not changed, or was seen with another digest
   */
  PinSet accepted(Key key, @Nullable String digest) {
    Pin before = pins.get(key);
    String seen = before == null ? null : before.seen();
    if (seen == null || !(digest == null || digest.equals(seen))) {
      throw new NoSuchElementException("the tool has no such change");
    }
    SortedMap<Key, Pin> after = new TreeMap<>(pins);
    after.put(key, new Pin(key.server(), key.tool(), seen, null));
    return new PinSet(after);
  }
}
