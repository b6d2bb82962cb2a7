// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** The server behind the gateway. Redirections are not followed. Thread-safe. */
final class Upstream {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration TELL = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI uri;
  private final PassedHeaders headers;
  private final LongSupplier nanoTime;

  Upstream(
      URI uri,
      PassedHeaders headers,
      @Nullable SSLContext trust,
      Executor executor,
      LongSupplier nanoTime) {
    this.uri = uri;
    this.headers = headers;
    this.nanoTime = nanoTime;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .executor(executor);
    client = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  /**
   * A call that has not begun.
   *
   * @throws IllegalArgumentException if a header cannot be sent
   */
  UpstreamCall call(
      String method,
      HttpFields given,
      byte @Nullable [] body,
      Reply reply,
      UpstreamCall.Listener listener) {
    return new UpstreamCall(
        client, request(method, given, body).build(), reply, listener, nanoTime);
  }

  private HttpRequest.Builder request(String method, HttpFields given, byte @Nullable [] body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    headers.toServer(given, request);
    if (body == null) {
      return request.method(method, HttpRequest.BodyPublishers.noBody());
    }
    return request
        .setHeader("Content-Type", Reply.JSON)
        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  /**
   * Tells the server something of the gateway's own, in the client's session; what it says to that
   * is of no interest.
   *
   * @param over is told that this is over
   */
  void tell(HttpFields given, byte[] body, Runnable over) {
    HttpFields.Mutable own = HttpFields.build();
    given.forEach(
        field -> {
          if (!MirroredHeaders.isOne(field.getName())
              && !field.is("Accept")
              && !field.is("Last-Event-ID")) {
            own.add(field);
          }
        });
    own.add("Accept", Reply.JSON + ", " + Reply.EVENTS);
    HttpRequest message;
    try {
      message = request("POST", own, body).timeout(TELL).build();
    } catch (IllegalArgumentException e) {
      over.run();
      return;
    }
    var unused =
        client
            .sendAsync(message, info -> new Unread())
            .whenComplete((response, failure) -> over.run());
  }

  /** Reads no body: one that is not empty costs the connection. */
  private static final class Unread extends CompletableFuture<Void>
      implements HttpResponse.BodySubscriber<Void> {
    private Flow.@Nullable Subscription reading;

    @Override
    public CompletionStage<Void> getBody() {
      return this;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      reading = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      if (reading != null) {
        reading.cancel();
      }
      complete(null);
    }

    @Override
    public void onError(Throwable failure) {
      complete(null);
    }

    @Override
    public void onComplete() {
      complete(null);
    }
  }
}
