// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.internal;

import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.GovernedRequest;
import io.portcullis.adapter.mcp.protocol.Message;
import io.portcullis.adapter.mcp.protocol.RequestId;
import io.portcullis.api.ToolGate;
import org.jspecify.annotations.Nullable;

/** One request under way. Its fields that change are guarded by the lock of its {@link Way}. */
final class Flight {
  final RequestId id;
  final String method;
  final long bytes;

  /** What waits for its decision; null once it is there, or if none is needed. */
  @Nullable GovernedRequest waiting;

  /** The question under way about what waits; null once nobody needs its answer. */
  GateDoor.@Nullable Asking asking;

  /** Whether an answer is still owed. */
  boolean owed = true;

  /** The decision on which it was forwarded; null for what passes undecided. */
  ToolGate.@Nullable Decision decision;

  Flight(Message.Request request, @Nullable GovernedRequest governed) {
    id = request.id();
    method = request.method();
    waiting = governed;
    bytes =
        governed == null
            ? 0
            : (long) request.text().length() + governed.call().arguments().length();
  }
}
