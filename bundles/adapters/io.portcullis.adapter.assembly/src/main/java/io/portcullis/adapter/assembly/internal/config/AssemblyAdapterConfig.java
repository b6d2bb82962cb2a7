// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the socket for the SDKs of one agent. */
@ObjectClassDefinition(
    id = AssemblyAdapterConfig.PID,
    name = "Portcullis Agent Assembly adapter",
    description = "Serves the SDKs of Agent Assembly as the runtime of one agent")
public @interface AssemblyAdapterConfig {
  /** The factory PID. */
  String PID = "io.portcullis.adapter.assembly";

  /** The agent id. */
  @AttributeDefinition(
      name = "Agent id",
      description =
          "The served agent: 1 to 128 letters, digits, '_', '.' and '-', without '..'. Empty: the"
              + " value of the environment variable AA_AGENT_ID. Without an agent id the socket"
              + " stays closed")
  String agentId() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Socket",
      description =
          "The absolute path of the socket. Empty: /tmp/aa-runtime-<agent id>.sock, where SDKs"
              + " look")
  String socketPath() default "";

  /** The organisation. */
  @AttributeDefinition(
      name = "Organisation",
      description =
          "The agent's organisation, regardless of the SDK's claim. Empty: AA_AGENT_ORG_ID, else"
              + " the SDK's claim")
  String org() default "";

  /** The team. */
  @AttributeDefinition(
      name = "Team",
      description =
          "The agent's team, regardless of the SDK's claim. Empty: AA_AGENT_TEAM_ID, else the SDK's"
              + " claim")
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
          "Milliseconds that a decision may take, including an approval; 0 leaves the limit to the"
              + " gate. At most 86400000")
  long decisionTimeoutMs() default 0;

  /** A count. */
  @AttributeDefinition(
      name = "Connections",
      description =
          "How many connections may be open, 1 to 10000; one more is closed at once. 0:"
              + " AA_IPC_MAX_CONNECTIONS, else 64")
  int maxConnections() default 0;

  /** A count. */
  @AttributeDefinition(
      name = "Pending queries",
      description =
          "How many queries of a connection may be pending, 1 to 100000; no more are read until one"
              + " is answered")
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
          "How many bytes of queries, and how many of answers, may wait on a connection, 65536 to"
              + " 1073741824. Beyond that no more queries are read, and an SDK that does not read"
              + " its answers is disconnected")
  long maxQueuedBytes() default 16 << 20;
}
