// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which runtime is asked, and how long and how much it may take. One for each agent id. */
@ObjectClassDefinition(
    id = AssemblyTransportConfig.PID,
    name = "Portcullis Agent Assembly transport",
    description = "Asks the runtime of one agent on its Agent Assembly socket")
public @interface AssemblyTransportConfig {
  /** The factory PID. */
  String PID = "io.portcullis.transport.assembly";

  /** An agent id. */
  @AttributeDefinition(
      name = "Agent id",
      description =
          "The agent whose runtime is asked, equal to the runtime's AA_AGENT_ID: 1 to 128 letters,"
              + " digits, '_', '.' and '-', without '..'. Required; without one the transport stays"
              + " absent, so that every call is denied")
  String agentId() default "";

  /** A path. */
  @AttributeDefinition(
      name = "Socket",
      description =
          "The absolute path of the socket. Empty: what the environment variable AA_RUNTIME_SOCKET"
              + " says, else /tmp/aa-runtime-<agent id>.sock. It must be a socket of this user, no"
              + " link to one, and its other end a process of this user")
  String socketPath() default "";

  /** An organisation. */
  @AttributeDefinition(
      name = "Organisation",
      description = "The organisation that is named for agents of calls that name none")
  String org() default "";

  /** A team. */
  @AttributeDefinition(
      name = "Team",
      description = "The team that is named for agents of calls that name none")
  String team() default "";

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Connect timeout",
      description = "Milliseconds that the runtime's challenge may take, 1 to 600000")
  long connectTimeoutMs() default 5_000;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Query timeout",
      description =
          "Milliseconds that an answer may take, 1 to 600000; a call's own deadline may cut it"
              + " short. Longer than the 5 s of the runtime itself, so that its own reason is"
              + " heard")
  long queryTimeoutMs() default 6_000;

  /** A number. */
  @AttributeDefinition(
      name = "Pending queries",
      description =
          "How many queries may be without an answer at once, 1 to 100000; one more fails at once")
  int maxPendingQueries() default 1_024;

  /** A number. */
  @AttributeDefinition(
      name = "Unanswered queries",
      description =
          "How many late answers may be missing at once, 0 to 100000; with one more the"
              + " connection is given up and made anew")
  int maxUnansweredQueries() default 64;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Unanswered time",
      description =
          "Milliseconds that the oldest query may be without an answer, 1 to 600000; then the"
              + " connection is given up and made anew, because the answer may be lost. Never less"
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
          "An event is lost when more bytes than that wait to be written, 0 to 1073741824, so that"
              + " events never are in the way of queries")
  long maxQueuedEventBytes() default 256 << 10;

  /** Milliseconds. */
  @AttributeDefinition(
      name = "Approval timeout",
      description =
          "Milliseconds that the runtime may take to decide about a call that it left pending, 1 to"
              + " 86400000")
  long approvalTimeoutMs() default 300_000;

  /** A number. */
  @AttributeDefinition(
      name = "Approvals",
      description =
          "How many approvals of the runtime may be waited for at once, 0 to 100000; a pending call"
              + " beyond that is denied")
  int maxApprovals() default 1_000;

  /** Whether events go out. */
  @AttributeDefinition(
      name = "Report events",
      description =
          "Whether the runtime is told what became of calls of its agent: true or false; without"
              + " their arguments")
  String reportEvents() default "true";
}
