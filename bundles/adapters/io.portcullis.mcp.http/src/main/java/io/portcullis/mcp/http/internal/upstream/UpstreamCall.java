// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.ProtocolViolationException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to the server. Its response is read as fast as the client's reply is written, and not
 * at all once the call is cancelled. Thread-safe.
 */
public final class UpstreamCall
    implements Response.ContentSourceListener, Response.CompleteListener {

  /** Receives the response. */
  public interface Listener {
    /** Called when a response begins; returns the consumer of its body. */
    ResponseBody answered(Response head);

    /** Called when no response can come. */
    void unreachable();
  }

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamCall.class);

  private final Request request;
  private final ClientResponse reply;
  private final Listener listener;
  private final LogLimit log;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();
  private boolean sent;
  private boolean over;
  private volatile boolean begun;

  /** The next step of the reader while the server is silent. */
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

  private volatile long lastSign;

  UpstreamCall(
      Request request,
      ClientResponse reply,
      Listener listener,
      LogLimit log,
      LongSupplier nanoTime) {
    this.log = log;
    this.request = request;
    this.reply = reply;
    this.listener = listener;
    this.nanoTime = nanoTime;
    lastSign = nanoTime.getAsLong();
  }

  /** Checks whether a response has this media type and no encoding. */
  public static boolean isOf(Response head, String type) {
    String given = Objects.requireNonNullElse(head.getHeaders().get(HttpHeader.CONTENT_TYPE), "");
    int end = given.indexOf(';');
    String plain = (end < 0 ? given : given.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    String encoding = head.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    return plain.equals(type) && (encoding == null || encoding.equalsIgnoreCase("identity"));
  }

  /** Sends the request; to be called once. */
  public void start() {
    synchronized (lock) {
      if (over) {
        return;
      }
      sent = true;
    }
    try {
      request.send(this);
    } catch (RuntimeException e) { // Jetty reports expected failures itself
      broken(e, null);
    }
  }

  /** Cancels the call; the listener is not called any more. A second call does nothing. */
  public void cancel() {
    boolean underWay;
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      underWay = sent;
    }
    if (underWay) {
      abort();
    }
  }

  private void abort() {
    var unused = request.abort(new CancellationException("the exchange has ended"));
  }

  /**
   * Ignores the rest of the response; the listener is not called any more. Unlike after {@link
   * #cancel}, the connection serves other requests if the response has no body.
   */
  public void release() {
    boolean unused = finish();
  }

  /** Returns the time since the last bytes, in nanoseconds; 0 once the response is complete. */
  public long silence() {
    return isOver() ? 0 : nanoTime.getAsLong() - lastSign;
  }

  private boolean finish() {
    synchronized (lock) {
      boolean first = !over;
      over = true;
      return first;
    }
  }

  private boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  @Override
  public void onContentSource(Response head, Content.Source body) {
    lastSign = nanoTime.getAsLong();
    begun = true;
    if (isOver()) {
      abort();
      return;
    }
    guarded(
        () -> {
          ResponseBody sink = listener.answered(head);
          if (isOver()) {
            drop(body);
          } else {
            read(body, sink);
          }
        });
  }

  /** Cuts the client if a step fails, since its request would never end otherwise. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot forward a response of {}", request.getURI(), e);
      if (finish()) {
        abort();
      }
      reply.abort();
    }
  }

  /** Drops a body. */
  private void drop(Content.Source body) {
    Content.Chunk chunk = body.read();
    boolean empty = chunk != null && chunk.isLast() && !chunk.hasRemaining();
    if (chunk != null) {
      chunk.release();
    }
    if (!empty) {
      abort();
    }
  }

  /** Reads the available bytes, and continues once they were written or more have come. */
  private void read(Content.Source body, ResponseBody sink) {
    if (isOver()) {
      return;
    }
    Content.Chunk chunk = body.read();
    if (chunk == null) {
      waiting.set(() -> read(body, sink));
      body.demand(this::resume);
      return;
    }
    lastSign = nanoTime.getAsLong();
    if (Content.Chunk.isFailure(chunk)) {
      broken(chunk.getFailure(), sink);
    } else {
      take(chunk, body, sink);
    }
  }

  private void take(Content.Chunk chunk, Content.Source body, ResponseBody sink) {
    boolean last = chunk.isLast();
    try {
      if (chunk.hasRemaining()) {
        sink.bytes(chunk.getByteBuffer());
      }
    } catch (ProtocolViolationException e) {
      violated(sink, e);
      return;
    } finally {
      chunk.release();
    }
    if (last) {
      end(sink);
    } else {
      reply.whenWritten(() -> read(body, sink));
    }
  }

  private void resume() {
    Runnable next = waiting.getAndSet(null);
    if (next != null) {
      guarded(next);
    }
  }

  private void end(ResponseBody sink) {
    if (!finish()) {
      return;
    }
    try {
      sink.end();
    } catch (ProtocolViolationException e) {
      warn(e);
      sink.broken();
    }
  }

  private void violated(ResponseBody sink, ProtocolViolationException violation) {
    warn(violation);
    if (finish()) {
      abort();
      sink.broken();
    }
  }

  private void warn(ProtocolViolationException violation) {
    log.warn(
        LogLimit.Cause.VIOLATION,
        "Cut an exchange: the server {} sent {}",
        request.getURI(),
        String.valueOf(violation.getMessage()));
  }

  private void broken(Throwable failure, @Nullable ResponseBody sink) {
    if (!finish()) {
      return;
    }
    LOG.debug("An exchange with {} broke off", request.getURI(), failure);
    if (sink == null) {
      listener.unreachable();
    } else {
      sink.broken();
    }
  }

  /**
   * Wakes the reader after a failure. Once the response has begun, the reader finds a failure
   * itself, but Jetty does not call it back if the failure comes while its demand is registered.
   */
  @Override
  public void onComplete(Result result) {
    Throwable failure = result.getFailure();
    if (failure == null) {
      return;
    }
    if (begun) {
      resume();
    } else {
      broken(failure, null);
    }
  }
}
