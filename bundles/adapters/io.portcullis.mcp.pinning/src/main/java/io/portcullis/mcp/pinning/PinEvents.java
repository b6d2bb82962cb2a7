// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever keeps records that tools have changed and that a change was accepted, best effort:
 * what becomes of a tool does not depend on it. Thread-safe; nothing is thrown.
 */
public final class PinEvents {
  /** Tells nobody. */
  public static final PinEvents NONE = new PinEvents(() -> null);

  /** The type of the event that tools are not what was pinned. */
  static final String CHANGED = "mcp_tools_changed";

  /** The type of the event that somebody accepted what a tool has become. */
  static final String ACCEPTED = "mcp_tool_accepted";

  /** How many tools are named in one event. */
  static final int MOST_NAMED = 16;

  private static final Logger LOG = LoggerFactory.getLogger(PinEvents.class);

  private final Supplier<@Nullable CallReporter> clients;

  /**
   * Events for whatever client there is.
   *
   * @param clients gives who is told, or null while there is nobody
   */
  public PinEvents(Supplier<@Nullable CallReporter> clients) {
    this.clients = clients;
  }

  /** These tools of a server have become something else than before. */
  void changed(String server, List<Pin> pins) {
    if (!pins.isEmpty()) {
      // A line for each: what a call could not name, such as a line break, is not pinned.
      String named =
          pins.stream()
              .limit(MOST_NAMED)
              .map(pin -> "%s pinned %s seen %s".formatted(pin.tool(), pin.pinned(), pin.seen()))
              .collect(Collectors.joining("\n"));
      report(
          CHANGED, Map.of("server", server, "count", String.valueOf(pins.size()), "tools", named));
    }
  }

  void accepted(Pin pin) {
    report(ACCEPTED, Map.of("server", pin.server(), "tool", pin.tool(), "digest", pin.pinned()));
  }

  private void report(String type, Map<String, String> attributes) {
    try {
      CallReporter client = clients.get();
      if (client != null) {
        client.report(
            new GovernanceEvent(
                type, InstantSource.system().instant(), AgentIdentity.UNKNOWN, attributes));
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{} was not recorded", type, e);
    }
  }
}
