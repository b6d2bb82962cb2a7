// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.config;

import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.socket.SocketPath;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The checked configuration.
 *
 * @param key the key of the served agent
 * @param socket the path of the socket
 * @param org the agent's organisation, or empty for its own claim
 * @param team the agent's team, or empty for its own claim
 * @param handshake how long a handshake may take
 * @param decision how long a decision may take; zero leaves the limit to the gate
 * @param maxConnections how many connections may be open
 * @param maxPending how many queries of a connection may be pending
 * @param maxPayload the largest payload in bytes
 * @param maxQueued how many bytes of queries or of answers may wait on a connection
 */
public record SdkSocketSettings(
    AgentKey key,
    Path socket,
    String org,
    String team,
    Duration handshake,
    Duration decision,
    int maxConnections,
    int maxPending,
    int maxPayload,
    long maxQueued) {
  private static final int CONNECTIONS = 64; // as aa-runtime
  private static final int MAX_NAME = 1_024;

  /**
   * Checks a configuration.
   *
   * @param environment the environment variables of the process
   * @throws IllegalArgumentException for the first invalid value; the message names it
   */
  public static SdkSocketSettings read(
      AssemblyAdapterConfig config, Map<String, String> environment) {
    AgentKey key = key(or(config.agentId(), environment, "AA_AGENT_ID"));
    return new SdkSocketSettings(
        key,
        SocketPath.of(config.socketPath(), "", key.agentId()),
        ConfiguredValue.text("org", or(config.org(), environment, "AA_AGENT_ORG_ID"), MAX_NAME),
        ConfiguredValue.text("team", or(config.team(), environment, "AA_AGENT_TEAM_ID"), MAX_NAME),
        ConfiguredValue.millis("handshakeTimeoutMs", config.handshakeTimeoutMs(), 1, 600_000),
        ConfiguredValue.millis("decisionTimeoutMs", config.decisionTimeoutMs(), 0, 86_400_000),
        connections(config.maxConnections(), environment),
        ConfiguredValue.within("maxPendingQueries", config.maxPendingQueries(), 1, 100_000),
        ConfiguredValue.within("maxPayloadBytes", config.maxPayloadBytes(), 1_024, 8 << 20),
        ConfiguredValue.within("maxQueuedBytes", config.maxQueuedBytes(), 64 << 10, 1 << 30));
  }

  private static AgentKey key(String agentId) {
    try {
      return AgentKey.of(agentId);
    } catch (IllegalArgumentException | IllegalStateException e) { // or the platform has no Ed25519
      throw new InvalidValueException("agentId:", String.valueOf(e.getMessage()));
    }
  }

  private static String or(String configured, Map<String, String> environment, String variable) {
    return configured.isBlank() ? environment.getOrDefault(variable, "").trim() : configured.trim();
  }

  private static int connections(int configured, Map<String, String> environment) {
    String variable = "AA_IPC_MAX_CONNECTIONS";
    String said = environment.getOrDefault(variable, "").trim();
    if (configured != 0 || said.isEmpty() || said.equals("0")) {
      return ConfiguredValue.within(
          "maxConnections", configured == 0 ? CONNECTIONS : configured, 1, 10_000);
    }
    try {
      return (int) ConfiguredValue.within(variable, Long.parseLong(said), 1, 10_000);
    } catch (NumberFormatException e) {
      throw new InvalidValueException(variable, "is not a number");
    }
  }
}
