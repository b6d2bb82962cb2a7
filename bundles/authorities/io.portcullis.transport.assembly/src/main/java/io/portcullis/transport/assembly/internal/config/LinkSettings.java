// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import java.time.Duration;

/**
 * What is configured about the link to one runtime.
 *
 * @param agentId the agent whose runtime it is
 * @param org the organisation of calls that name none
 * @param team the team of calls that name none
 * @param sdkVersion the version to name in the handshake
 * @param connectTimeout how long a challenge may take
 * @param queryTimeout how long an answer may take; the call's own deadline may cut it short
 * @param maxPendingQueries how many queries may be without an answer, given up ones included
 * @param maxUnansweredQueries how many of them may be given up before the connection is
 * @param maxUnanswered how long the oldest query may be without an answer before the connection is
 *     given up; at least {@code queryTimeout}
 * @param maxQueuedBytes how much may wait to be written
 * @param maxQueuedEventBytes how much may wait to be written when an event is taken
 * @param approvalTimeout how long an approval may take
 * @param maxApprovals how many approvals may be waited for
 */
public record LinkSettings(
    String agentId,
    String org,
    String team,
    String sdkVersion,
    Duration connectTimeout,
    Duration queryTimeout,
    int maxPendingQueries,
    int maxUnansweredQueries,
    Duration maxUnanswered,
    long maxQueuedBytes,
    long maxQueuedEventBytes,
    Duration approvalTimeout,
    int maxApprovals) {}
