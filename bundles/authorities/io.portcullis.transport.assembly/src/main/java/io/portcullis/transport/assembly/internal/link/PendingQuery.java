// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.util.concurrent.CompletableFuture;

/**
 * A query without an answer. It keeps its place until the runtime has answered, even after its call
 * is cancelled or timed out: the answer must not go to the next query. Guarded by the lock of its
 * link.
 */
final class PendingQuery {
  private final ToolCall call;
  private final CompletableFuture<RuntimeDecision> answer = new CompletableFuture<>();
  private final long due;
  private boolean sent;
  private boolean abandoned;

  PendingQuery(ToolCall call, long due) {
    this.call = call;
    this.due = due;
  }

  ToolCall call() {
    return call;
  }

  CompletableFuture<RuntimeDecision> answer() {
    return answer;
  }

  /** The time at which the answer is due, in nanoseconds of {@link LinkTime}. */
  long due() {
    return due;
  }

  void sent() {
    sent = true;
  }

  /** Whether the whole query was written; an answer before that belongs to no query. */
  boolean isSent() {
    return sent;
  }

  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }
}
