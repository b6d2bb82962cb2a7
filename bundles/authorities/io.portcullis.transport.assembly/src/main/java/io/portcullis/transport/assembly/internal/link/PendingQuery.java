// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.util.concurrent.CompletableFuture;

/**
 * The place of one query in the line. It is kept until the runtime has answered, also when nobody
 * waits any more: the answer must not go to the next one. Guarded by the lock of its link.
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

  /** When its time is up, in nanoseconds of {@link LinkTime}. */
  long due() {
    return due;
  }

  void sent() {
    sent = true;
  }

  /** Whether the runtime can have seen it; an answer before that is none. */
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
