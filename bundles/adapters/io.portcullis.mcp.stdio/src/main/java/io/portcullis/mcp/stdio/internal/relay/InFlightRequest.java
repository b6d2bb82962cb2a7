// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.relay;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.Classification;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * One request under way. Its fields that change are guarded by the lock of its {@link
 * RequestRelay}.
 */
public final class InFlightRequest {

  /**
   * What must be known of a request when its answer comes.
   *
   * @param request the request
   * @param ruling what became of it
   * @param whole whether the answer must be treated as a whole
   */
  record ResponseHandling(Message.Request request, Classification ruling, boolean whole) {}

  final RequestId id;
  public final String method;
  final long bytes;

  /** Null where every answer passes as it comes. */
  final @Nullable ResponseHandling handling;

  /** What waits for its decision; null once it is there, or if none is needed. */
  @Nullable GovernedRequest waiting;

  /** The question under way about what waits or about the answer; null if nobody needs to know. */
  GateClient.@Nullable PendingDecision pending;

  /** Whether an answer is still owed. */
  boolean owed = true;

  /** Whether the answer has come, or has begun to come. */
  boolean answered;

  /** The decision on which it was forwarded; null for what passes undecided, or is reported. */
  ToolGate.@Nullable Decision decision;

  InFlightRequest(
      Message.Request request,
      @Nullable GovernedRequest governed,
      @Nullable ResponseHandling terms) {
    id = request.id();
    method = request.method();
    waiting = governed;
    this.handling = terms;
    bytes =
        governed != null
            ? (long) request.text().length() + governed.call().arguments().length()
            : terms != null ? request.text().length() : 0;
  }

  /** Whether the answer must be treated as a whole. */
  public boolean whole() {
    return handling != null && handling.whole();
  }
}
