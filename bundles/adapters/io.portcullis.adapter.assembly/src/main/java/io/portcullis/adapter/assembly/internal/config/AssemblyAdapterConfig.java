// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where SDKs are listened to, and how much they may send. One for each agent id. */
@ObjectClassDefinition(
    id = AssemblyAdapterConfig.PID,
    name = "Portcullis Agent Assembly adapter",
    description = "Is the runtime of one agent for the SDKs of Agent Assembly")
public @interface AssemblyAdapterConfig {
  /** The factory PID. */
  String PID = "io.portcullis.adapter.assembly";

  /** An agent id. */
  @AttributeDefinition(
      name = "Agent id",
      description =
          "The agent that is served: 1 to 128 letters, digits, '_', '.' and '-', without '..'."
              + " Empty: what the environment variable AA_AGENT_ID says. Without one nothing"
              + " listens")
  String agentId() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Socket",
      description =
          "The absolute path of the socket. Empty: /tmp/aa-runtime-<agent id>.sock, where SDKs"
              + " look")
  String socketPath() default "";

  /** An organisation. */
  @AttributeDefinition(
      name = "Organisation",
      description =
          "The agent's organisation, whatever the SDK says. Empty: AA_AGENT_ORG_ID, else what the"
              + " SDK says")
  String org() default "";

  /** A team. */
  @AttributeDefinition(
      name = "Team",
      description =
          "The agent's team, whatever the SDK says. Empty: AA_AGENT_TEAM_ID, else what the SDK"
              + " says")
  String team() default "";

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Handshake timeout",
      description = "Milliseconds from the connection to the proof, 1 to 600000")
  long handshakeTimeoutMs() default 5_000;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Decision timeout",
      description =
          "Milliseconds that a decision may take, an approval included; 0 leaves it to the gate. At"
              + " most 86400000")
  long decisionTimeoutMs() default 0;

  /** A number. */
  @AttributeDefinition(
      name = "Connections",
      description =
          "How many connections may be open, 1 to 10000; one more is closed at once. 0:"
              + " AA_IPC_MAX_CONNECTIONS, else 64")
  int maxConnections() default 0;

  /** A number. */
  @AttributeDefinition(
      name = "Pending queries",
      description =
          "How many queries of a connection may wait for their answers, 1 to 100000; no more are"
              + " read until one is answered")
  int maxPendingQueries() default 256;

  /** Bytes. */
  @AttributeDefinition(
      name = "Payload",
      description =
          "The largest message in bytes, 1024 to 8388608; a larger one ends its connection")
  int maxPayloadBytes() default 8 << 20;

  /** Bytes. */
  @AttributeDefinition(
      name = "Queued bytes",
      description =
          "How many bytes of queries, and how many of answers, a connection may have waiting, 65536"
              + " to 1073741824. No more queries are read beyond that, and who does not read its"
              + " answers is cut off")
  long maxQueuedBytes() default 16 << 20;
}
