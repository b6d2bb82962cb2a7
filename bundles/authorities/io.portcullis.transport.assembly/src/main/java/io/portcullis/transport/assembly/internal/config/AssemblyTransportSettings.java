// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.socket.SocketPath;
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
   * @throws AssemblyTransportSettingsException for the first invalid key
   */
  public static AssemblyTransportSettings read(
      AssemblyTransportConfig config, String environment, String sdkVersion)
      throws AssemblyTransportSettingsException {
    String agentId = config.agentId();
    try {
      AgentKey.of(agentId);
    } catch (IllegalArgumentException | IllegalStateException e) { // or the platform has no Ed25519
      throw new AssemblyTransportSettingsException("agentId: " + e.getMessage());
    }
    Duration queryTimeout = ms("queryTimeoutMs", config.queryTimeoutMs(), MAX_MS);
    Duration maxUnanswered = ms("maxUnansweredMs", config.maxUnansweredMs(), MAX_MS);
    LinkSettings link =
        new LinkSettings(
            agentId,
            name("org", config.org()),
            name("team", config.team()),
            sdkVersion,
            ms("connectTimeoutMs", config.connectTimeoutMs(), MAX_MS),
            queryTimeout,
            (int) within("maxPendingQueries", config.maxPendingQueries(), 1, MAX_ENTRIES),
            (int) within("maxUnansweredQueries", config.maxUnansweredQueries(), 0, MAX_ENTRIES),
            maxUnanswered.compareTo(queryTimeout) < 0 ? queryTimeout : maxUnanswered,
            within("maxQueuedBytes", config.maxQueuedBytes(), 1, MAX_BYTES),
            within("maxQueuedEventBytes", config.maxQueuedEventBytes(), 0, MAX_BYTES),
            ms("approvalTimeoutMs", config.approvalTimeoutMs(), MAX_APPROVAL_MS),
            (int) within("maxApprovals", config.maxApprovals(), 0, MAX_ENTRIES));
    return new AssemblyTransportSettings(
        link,
        socket(config.socketPath(), environment, agentId),
        flag("reportEvents", config.reportEvents()));
  }

  private static Path socket(String configured, String environment, String agentId)
      throws AssemblyTransportSettingsException {
    try {
      return SocketPath.of(configured, environment, agentId);
    } catch (IllegalArgumentException e) {
      throw new AssemblyTransportSettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static String name(String key, String value) throws AssemblyTransportSettingsException {
    if (value.length() > MAX_NAME) {
      throw new AssemblyTransportSettingsException(
          key + " has more than " + MAX_NAME + " characters");
    }
    return value.trim();
  }

  private static Duration ms(String key, long value, int most)
      throws AssemblyTransportSettingsException {
    return Duration.ofMillis(within(key, value, 1, most));
  }

  private static long within(String key, long value, long least, long most)
      throws AssemblyTransportSettingsException {
    if (value < least || value > most) {
      throw new AssemblyTransportSettingsException(
          "%s must be %d to %d, not %d".formatted(key, least, most, value));
    }
    return value;
  }

  private static boolean flag(String key, String value) throws AssemblyTransportSettingsException {
    return switch (value.trim()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new AssemblyTransportSettingsException(key + " must be true or false");
    };
  }
}
