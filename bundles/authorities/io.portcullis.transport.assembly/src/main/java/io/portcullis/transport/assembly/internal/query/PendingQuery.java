// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.query;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.util.concurrent.CompletableFuture;

/**
 * A query without an answer. It keeps its place until the runtime has answered, even after its call
 * is cancelled or timed out: the answer must not go to the next query. Guarded by the lock of its
 * link.
 */
public final class PendingQuery {
  private final ToolCall call;
  private final CompletableFuture<RuntimeDecision> answer = new CompletableFuture<>();
  private final long due;
  private boolean sent;
  private boolean abandoned;

  public PendingQuery(ToolCall call, long due) {
    this.call = call;
    this.due = due;
  }

  public ToolCall call() {
    return call;
  }

  public CompletableFuture<RuntimeDecision> answer() {
    return answer;
  }

  /** The time at which the answer is due, in nanoseconds of {@link LinkTime}. */
  public long due() {
    return due;
  }

  public void sent() {
    sent = true;
  }

  /** Whether the whole query was written; an answer before that belongs to no query. */
  public boolean isSent() {
    return sent;
  }

  public void abandon() {
    abandoned = true;
  }

  public boolean isAbandoned() {
    return abandoned;
  }
}
