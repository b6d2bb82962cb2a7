// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of the transport to the runtime of one agent. */
@ObjectClassDefinition(
    id = AssemblyTransportConfig.PID,
    name = "Portcullis Agent Assembly transport",
    description = "Asks the runtime of one agent on its Agent Assembly socket")
public @interface AssemblyTransportConfig {
  /** The factory PID. */
  String PID = "io.portcullis.transport.assembly";

  /** The agent id. */
  @AttributeDefinition(
      name = "Agent id",
      description =
          "The agent whose runtime is asked, equal to the runtime's AA_AGENT_ID: 1 to 128 letters,"
              + " digits, '_', '.' and '-', without '..'. Required; without an agent id the"
              + " transport stays absent, so that every call is denied")
  String agentId() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Socket",
      description =
          "The absolute path of the socket. Empty: the value of the environment variable"
              + " AA_RUNTIME_SOCKET, else /tmp/aa-runtime-<agent id>.sock. It must be a socket of"
              + " this user, not a link, and its peer a process of this user")
  String socketPath() default "";

  /** The organisation. */
  @AttributeDefinition(
      name = "Organisation",
      description = "The organisation to send for calls that name none")
  String org() default "";

  /** The team. */
  @AttributeDefinition(name = "Team", description = "The team to send for calls that name none")
  String team() default "";

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Connect timeout",
      description = "Milliseconds to wait for the runtime's challenge, 1 to 600000")
  long connectTimeoutMs() default 5_000;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Query timeout",
      description =
          "Milliseconds to wait for an answer, 1 to 600000; a call's own deadline may be earlier."
              + " The default is longer than the 5 s of the runtime itself, so that the runtime's"
              + " own reason arrives")
  long queryTimeoutMs() default 6_000;

  /** A count. */
  @AttributeDefinition(
      name = "Pending queries",
      description = "How many queries may be pending at once, 1 to 100000; one more fails at once")
  int maxPendingQueries() default 1_024;

  /** A count. */
  @AttributeDefinition(
      name = "Unanswered queries",
      description =
          "How many late answers may be missing at once, 0 to 100000; with one more the connection"
              + " is closed and opened again")
  int maxUnansweredQueries() default 64;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Unanswered time",
      description =
          "Milliseconds that the oldest query may be without an answer, 1 to 600000; then the"
              + " connection is closed and opened again, because the answer may be lost. Never less"
              + " than the query timeout")
  long maxUnansweredMs() default 10_000;

  /** Bytes. */
  @AttributeDefinition(
      name = "Queued bytes",
      description =
          "How many bytes may wait to be written, 1 to 1073741824; a query beyond that fails at"
              + " once, unless it is the only one")
  long maxQueuedBytes() default 16 << 20;

  /** Bytes. */
  @AttributeDefinition(
      name = "Queued bytes for events",
      description =
          "An event is dropped when more bytes than this wait to be written, 0 to 1073741824, so"
              + " that events never delay queries")
  long maxQueuedEventBytes() default 256 << 10;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Approval timeout",
      description =
          "Milliseconds to wait for the runtime's approval decision about a pending call, 1 to"
              + " 86400000")
  long approvalTimeoutMs() default 300_000;

  /** A count. */
  @AttributeDefinition(
      name = "Approvals",
      description =
          "How many approvals of the runtime may be pending at once, 0 to 100000; a pending call"
              + " beyond that is denied")
  int maxApprovals() default 1_000;

  /** A flag. */
  @AttributeDefinition(
      name = "Report events",
      description =
          "Whether the outcomes of the agent's calls are reported to the runtime, without their"
              + " arguments: true or false")
  String reportEvents() default "true";
}
