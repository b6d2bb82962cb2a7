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

/** The pins of all tools, as they are in one version of their file. Immutable. */
final class PinSet {
  static final PinSet NONE = new PinSet(new TreeMap<>());

  /** What the file takes without any pin, in bytes. */
  private static final int FRAME = 64;

  /** By what a pin is found, in the order of the file. */
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
   * These and no others.
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

  /** All of them, by server and tool. */
  List<Pin> list() {
    return List.copyOf(pins.values());
  }

  /**
   * The pins after a server has shown these tools: those that are new are pinned if there is room
   * for all of them, and what has changed waits to be accepted.
   *
   * @return this, if nothing is new
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

  /** What waits to be accepted here and did not, or not so, in an earlier version. */
  List<Pin> changedSince(PinSet earlier) {
    return pins.entrySet().stream()
        .filter(entry -> entry.getValue().changed())
        .filter(entry -> !entry.getValue().equals(earlier.get(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * What becomes of a list that is shown with these pins: which tools have changed.
   *
   * @return null if one of them is not pinned
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
   * The pins after a tool was accepted as it was seen last.
   *
   * @param digest what is accepted, or null for whatever was seen
   * @throws NoSuchElementException if it does not wait to be accepted so
   */
  PinSet accepted(Key key, @Nullable String digest) {
    Pin before = pins.get(key);
    String seen = before == null ? null : before.seen();
    if (seen == null || !(digest == null || digest.equals(seen))) {
      throw new NoSuchElementException("no such change waits to be accepted");
    }
    SortedMap<Key, Pin> after = new TreeMap<>(pins);
    after.put(key, new Pin(key.server(), key.tool(), seen, null));
    return new PinSet(after);
  }
}
