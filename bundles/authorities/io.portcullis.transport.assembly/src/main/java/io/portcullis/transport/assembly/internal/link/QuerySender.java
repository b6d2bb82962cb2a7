// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.mapping.QueryMapper;
import io.portcullis.transport.assembly.internal.mapping.UnsupportedCallException;
import io.portcullis.transport.assembly.internal.query.PendingQueries;
import io.portcullis.transport.assembly.internal.query.PendingQuery;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends queries in batches, and limits how many queries and bytes are pending. Guarded by the lock
 * of its link.
 */
final class QuerySender {
  private final LinkSettings settings;
  private final LinkTime time;
  private final PendingQueries queries;
  private final LinkSocket socket;
  private final LinkTimer timer;
  private final LinkState state;

  QuerySender(
      LinkSettings settings,
      LinkTime time,
      PendingQueries queries,
      LinkSocket socket,
      LinkTimer timer,
      LinkState state) {
    this.settings = settings;
    this.time = time;
    this.queries = queries;
    this.socket = socket;
    this.timer = timer;
    this.state = state;
  }

  /** Returns an answer that needs no runtime. */
  static CompletableFuture<RuntimeDecision> answer(ToolCall call, String word, String reason) {
    return CompletableFuture.completedFuture(RuntimeDecision.of(call, word, reason, ""));
  }

  /** Returns the time until the answer is due; not positive if the deadline has passed. */
  Duration timeoutOf(ToolCall call) {
    Instant deadline = call.deadline();
    Instant now = time.now();
    if (deadline == null || deadline.isAfter(now.plus(settings.queryTimeout()))) {
      return settings.queryTimeout();
    }
    return Duration.between(now, deadline);
  }

  /**
   * Sends a query, or keeps it for the next batch.
   *
   * @param timeout until its answer is due
   * @return its answer, which is a failure at once when a limit is reached
   */
  CompletionStage<RuntimeDecision> ask(ToolCall call, ByteBuffer frame, Duration timeout) {
    if (queries.isFull()) {
      return answer(
          call,
          RuntimeDecision.QUERY_FAILED,
          queries.size() + " queries are already waiting for an answer");
    }
    long waiting = socket.unwrittenBytes() + queries.unsentBytes();
    if (waiting > 0 && waiting + frame.remaining() > settings.maxQueuedBytes()) {
      return answer(
          call, RuntimeDecision.QUERY_FAILED, waiting + " bytes are already waiting to be written");
    }
    PendingQuery query = new PendingQuery(call, time.nanos() + timeout.toNanos());
    timer.setFor(query.due());
    sendOrEnqueue(query, frame);
    return query.answer();
  }

  private void sendOrEnqueue(PendingQuery query, ByteBuffer frame) {
    if (queries.isEmpty()) {
      send(query, frame);
      flush();
    } else {
      queries.enqueue(query, frame);
    }
  }

  private void send(PendingQuery query, ByteBuffer frame) {
    socket.enqueue(frame, query);
    queries.add(query, time.nanos());
  }

  /** Sends the queries of the next batch, once no query is on the wire. */
  void sendNextBatch() {
    if (state.isUp() && queries.isEmpty()) {
      queries.takeNextBatch().forEach(each -> send(each.query(), each.frame()));
      flush();
    }
  }

  /**
   * Sends the proof of the handshake and the first query, which shows that the runtime answers.
   *
   * @throws WireException if the query does not fit into a frame
   */
  void probe(ByteBuffer proof, QueryMapper mapper) throws WireException {
    ToolCall call = ToolCall.of(QueryMapper.PROBE, "{}");
    PolicyQuery message;
    try {
      message = mapper.query(call);
    } catch (UnsupportedCallException e) {
      throw new IllegalStateException("a call without arguments is always supported", e);
    }
    PendingQuery query = new PendingQuery(call, time.nanos() + settings.queryTimeout().toNanos());
    socket.enqueue(proof, null);
    send(query, FrameEncoder.toRuntime(message));
    timer.cancel();
    timer.setFor(query.due());
    flush();
  }

  /** Sends an event if the link is up and few bytes are queued. Returns whether it did. */
  boolean report(ByteBuffer frame) {
    if (!state.isUp()
        || socket.unwrittenBytes() + frame.remaining() > settings.maxQueuedEventBytes()) {
      return false;
    }
    socket.enqueue(frame, null);
    flush();
    return true;
  }

  /** Writes what the socket accepts; ends the link if the socket fails. */
  void flush() {
    if (state.hasEnded()) {
      return;
    }
    try {
      socket.flush();
    } catch (IOException e) {
      state.fail("the connection cannot be written: " + e.getMessage());
    }
  }
}
