// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.internal;

import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.adapter.mcp.protocol.Ruling;
import io.portcullis.api.ToolGate;
import org.jspecify.annotations.Nullable;

/** One request under way. Its fields that change are guarded by the lock of its {@link Way}. */
final class Flight {

  /**
   * What must be known of a request when its answer comes.
   *
   * @param request the request
   * @param ruling what became of it
   * @param whole whether the answer must be treated as a whole
   */
  record Terms(Message.Request request, Ruling ruling, boolean whole) {}

  final RequestId id;
  final String method;
  final long bytes;

  /** Null where every answer passes as it comes. */
  final @Nullable Terms terms;

  /** What waits for its decision; null once it is there, or if none is needed. */
  @Nullable GovernedRequest waiting;

  /** The question under way about what waits or about the answer; null if nobody needs to know. */
  GateDoor.@Nullable Asking asking;

  /** Whether an answer is still owed. */
  boolean owed = true;

  /** Whether the answer has come, or has begun to come. */
  boolean answered;

  /** The decision on which it was forwarded; null for what passes undecided, or is reported. */
  ToolGate.@Nullable Decision decision;

  Flight(Message.Request request, @Nullable GovernedRequest governed, @Nullable Terms terms) {
    id = request.id();
    method = request.method();
    waiting = governed;
    this.terms = terms;
    bytes =
        governed != null
            ? (long) request.text().length() + governed.call().arguments().length()
            : terms != null ? request.text().length() : 0;
  }

  /** Whether the answer must be treated as a whole. */
  boolean whole() {
    return terms != null && terms.whole();
  }
}
