// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import java.time.Duration;

/**
 * The settings of the link to one runtime.
 *
 * @param agentId the agent id of the runtime
 * @param org the organisation for calls that name none
 * @param team the team for calls that name none
 * @param sdkVersion the version to send in the handshake
 * @param connectTimeout how long to wait for the challenge
 * @param queryTimeout how long to wait for an answer; the call's own deadline may be earlier
 * @param maxPendingQueries how many queries may be pending, including abandoned ones on the wire
 * @param maxUnansweredQueries how many abandoned queries may be on the wire before the connection
 *     is closed
 * @param maxUnanswered how long the oldest query may be without an answer before the connection is
 *     closed; at least {@code queryTimeout}
 * @param maxQueuedBytes how many bytes may wait to be written
 * @param maxQueuedEventBytes how many bytes may wait to be written when an event is accepted
 * @param approvalTimeout how long to wait for an approval decision
 * @param maxApprovals how many approvals may be pending
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
