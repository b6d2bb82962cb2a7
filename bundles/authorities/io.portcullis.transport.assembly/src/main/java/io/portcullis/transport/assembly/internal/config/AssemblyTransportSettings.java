// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.socket.SocketPath;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The checked configuration.
 *
 * @param link the settings of the link
 * @param socket the path of the socket
 * @param reportEvents whether events are reported to the runtime
 */
public record AssemblyTransportSettings(LinkSettings link, Path socket, boolean reportEvents) {
  private static final int MAX_MS = 600_000;
  private static final int MAX_APPROVAL_MS = 86_400_000;
  private static final int MAX_ENTRIES = 100_000;
  private static final long MAX_BYTES = 1L << 30;
  private static final int MAX_NAME = 1_024;

  /**
   * Checks a configuration.
   *
   * @param environment the value of the environment variable of the socket, or empty
   * @param sdkVersion the version of this bundle
   * @throws IllegalArgumentException for the first invalid value; the message names it
   */
  public static AssemblyTransportSettings read(
      AssemblyTransportConfig config, String environment, String sdkVersion) {
    String agentId = config.agentId();
    requireKey(agentId);
    LinkSettings link = link(config, sdkVersion);
    return new AssemblyTransportSettings(
        link,
        SocketPath.of(config.socketPath(), environment, agentId),
        ConfiguredValue.flag("reportEvents", config.reportEvents()));
  }

  private static void requireKey(String agentId) {
    try {
      AgentKey.of(agentId);
    } catch (IllegalArgumentException | IllegalStateException e) { // or the platform has no Ed25519
      throw new InvalidValueException("agentId:", String.valueOf(e.getMessage()));
    }
  }

  private static LinkSettings link(AssemblyTransportConfig config, String sdkVersion) {
    Duration queryTimeout =
        ConfiguredValue.millis("queryTimeoutMs", config.queryTimeoutMs(), 1, MAX_MS);
    Duration maxUnanswered =
        ConfiguredValue.millis("maxUnansweredMs", config.maxUnansweredMs(), 1, MAX_MS);
    return new LinkSettings(
        config.agentId(),
        ConfiguredValue.text("org", config.org(), MAX_NAME),
        ConfiguredValue.text("team", config.team(), MAX_NAME),
        sdkVersion,
        ConfiguredValue.millis("connectTimeoutMs", config.connectTimeoutMs(), 1, MAX_MS),
        queryTimeout,
        ConfiguredValue.within("maxPendingQueries", config.maxPendingQueries(), 1, MAX_ENTRIES),
        ConfiguredValue.within(
            "maxUnansweredQueries", config.maxUnansweredQueries(), 0, MAX_ENTRIES),
        maxUnanswered.compareTo(queryTimeout) < 0 ? queryTimeout : maxUnanswered,
        ConfiguredValue.within("maxQueuedBytes", config.maxQueuedBytes(), 1, MAX_BYTES),
        ConfiguredValue.within("maxQueuedEventBytes", config.maxQueuedEventBytes(), 0, MAX_BYTES),
        ConfiguredValue.millis("approvalTimeoutMs", config.approvalTimeoutMs(), 1, MAX_APPROVAL_MS),
        ConfiguredValue.within("maxApprovals", config.maxApprovals(), 0, MAX_ENTRIES));
  }
}
