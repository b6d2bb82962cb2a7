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
 * Reports to the journal that tools have changed or were accepted. A failure to report is logged
 * and has no effect on the tools. Thread-safe; throws no exception.
 */
public final class PinEvents {
  /** Reports nothing. */
  public static final PinEvents NONE = new PinEvents(() -> null);

  /** The event type for tools that differ from their pins. */
  static final String CHANGED = "mcp_tools_changed";

  /** The event type for a changed tool that was accepted. */
  static final String ACCEPTED = "mcp_tool_accepted";

  /** The maximum number of tools in one event. */
  static final int MAX_NAMED = 16;

  private static final Logger LOG = LoggerFactory.getLogger(PinEvents.class);

  private final Supplier<@Nullable CallReporter> clients;

  /**
   * Creates a reporter of events.
   *
   * @param clients supplies the reporter of the engine, or null while none is available
   */
  public PinEvents(Supplier<@Nullable CallReporter> clients) {
    this.clients = clients;
  }

  /** Reports tools of a server that have changed. */
  void changed(String server, List<Pin> pins) {
    if (!pins.isEmpty()) {
      // One line for each tool: a tool with a line break in its name is never pinned.
      String named =
          pins.stream()
              .limit(MAX_NAMED)
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
      LOG.warn("Cannot journal the event {}", type, e);
    }
  }
}
