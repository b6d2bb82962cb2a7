// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to the server. Its answer comes as fast as the client's reply is written, and not at
 * all once it is cancelled. Thread-safe.
 */
final class UpstreamCall
    implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {

  /** Is told of the answer. */
  interface Listener {
    /** An answer begins; returns who takes its body. */
    AnswerSink answered(HttpResponse.ResponseInfo info);

    /** There will be none. */
    void unreachable();
  }

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamCall.class);

  private final HttpClient client;
  private final HttpRequest request;
  private final Reply reply;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  private final Object lock = new Object();
  private @Nullable CompletableFuture<?> exchange;
  private Flow.@Nullable Subscription subscription;
  private @Nullable AnswerSink sink;
  private boolean over;
  private volatile long lastSign;

  UpstreamCall(
      HttpClient client,
      HttpRequest request,
      Reply reply,
      Listener listener,
      LongSupplier nanoTime) {
    this.client = client;
    this.request = request;
    this.reply = reply;
    this.listener = listener;
    this.nanoTime = nanoTime;
    lastSign = nanoTime.getAsLong();
  }

  /** Sends the request; to be called once. */
  void start() {
    CompletableFuture<HttpResponse<Void>> sent = client.sendAsync(request, this);
    boolean late;
    synchronized (lock) {
      exchange = sent;
      late = over;
    }
    if (late) {
      sent.cancel(true);
    }
    CompletableFuture<?> unused =
        sent.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                broken(failure);
              }
            });
  }

  /** Ends it; nothing is told to anybody any more. Again does nothing. */
  void cancel() {
    CompletableFuture<?> sent;
    Flow.Subscription receiving;
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      sent = exchange;
      receiving = subscription;
    }
    if (receiving != null) {
      receiving.cancel();
    }
    if (sent != null) {
      sent.cancel(true);
    }
  }

  /** For how long nothing came, in nanoseconds. */
  long silence() {
    return nanoTime.getAsLong() - lastSign;
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

  private void broken(Throwable failure) {
    if (finish()) {
      LOG.debug("an exchange with {} broke", request.uri(), failure);
      AnswerSink receiver = sink;
      if (receiver == null) {
        listener.unreachable();
      } else {
        receiver.broken();
      }
    }
    body.complete(null);
  }

  @Override
  public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
    lastSign = nanoTime.getAsLong();
    if (!isOver()) {
      sink = listener.answered(info);
    }
    return this;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    boolean late;
    synchronized (lock) {
      subscription = newSubscription;
      late = over;
    }
    if (late) {
      newSubscription.cancel();
      body.complete(null);
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    lastSign = nanoTime.getAsLong();
    AnswerSink receiver = sink;
    Flow.Subscription receiving = subscription;
    if (receiver == null || receiving == null || isOver()) {
      return;
    }
    try {
      for (ByteBuffer piece : pieces) {
        receiver.bytes(piece);
      }
    } catch (Violation e) {
      violated(receiver, e);
      return;
    }
    reply.whenWritten(() -> receiving.request(1));
  }

  @Override
  public void onComplete() {
    AnswerSink receiver = sink;
    if (receiver != null && finish()) {
      try {
        receiver.end();
      } catch (Violation e) {
        LOG.warn("the server {} sent what may not pass: {}", request.uri(), e.getMessage());
        receiver.broken();
      }
    }
    body.complete(null);
  }

  private void violated(AnswerSink receiver, Violation violation) {
    LOG.warn("the server {} sent what may not pass: {}", request.uri(), violation.getMessage());
    boolean first = !isOver();
    cancel();
    if (first) {
      receiver.broken();
    }
    body.complete(null);
  }

  @Override
  public void onError(Throwable failure) {
    broken(failure);
  }
}
