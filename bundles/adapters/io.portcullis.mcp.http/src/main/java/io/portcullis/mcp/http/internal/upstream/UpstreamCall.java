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
 * One request to the server. Its answer comes as fast as the client's reply is written, and not at
 * all once it is cancelled. Thread-safe.
 */
public final class UpstreamCall
    implements Response.ContentSourceListener, Response.CompleteListener {

  /** Is told of the answer. */
  public interface Listener {
    /** An answer begins; returns who takes its body. */
    ResponseBody answered(Response head);

    /** There will be none. */
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

  /** Whether an answer is of this media type, as it stands. */
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
    } catch (RuntimeException e) { // it answers for all that it foresees
      broken(e, null);
    }
  }

  /** Ends it; nothing is told to anybody any more. Again does nothing. */
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
    var unused = request.abort(new CancellationException("not wanted any more"));
  }

  /**
   * Takes nothing more of the answer; nothing is told to anybody any more. Unlike after {@link
   * #cancel}, the connection serves other requests if the answer has no body.
   */
  public void release() {
    boolean unused = finish();
  }

  /** For how long nothing came, in nanoseconds; 0 once nothing is to come. */
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
            let(body);
          } else {
            read(body, sink);
          }
        });
  }

  /** Cuts the client if a step fails: nobody else would end its request. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an answer of {} could not be passed on", request.getURI(), e);
      if (finish()) {
        abort();
      }
      reply.abort();
    }
  }

  /** Lets a body go that nobody wants. */
  private void let(Content.Source body) {
    Content.Chunk chunk = body.read();
    boolean empty = chunk != null && chunk.isLast() && !chunk.hasRemaining();
    if (chunk != null) {
      chunk.release();
    }
    if (!empty) {
      abort();
    }
  }

  /** Takes what is there, and goes on once it was written, or once there is more. */
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
      return;
    }
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
        "the server {} sent what may not pass: {}",
        request.getURI(),
        String.valueOf(violation.getMessage()));
  }

  private void broken(Throwable failure, @Nullable ResponseBody sink) {
    if (!finish()) {
      return;
    }
    LOG.debug("an exchange with {} broke", request.getURI(), failure);
    if (sink == null) {
      listener.unreachable();
    } else {
      sink.broken();
    }
  }

  /**
   * The reader finds a failure by itself once the answer has begun. But Jetty does not call back a
   * reader that waits, if the failure comes to light while its demand is registered.
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
