// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.GatewayServer;
import io.portcullis.mcp.http.internal.wire.HeaderForwarding;
import io.portcullis.mcp.http.internal.wire.McpHeaderValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The server behind the gateway. Redirections are not followed, and no request is sent twice.
 * Thread-safe.
 */
public final class Upstream implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration TELL = Duration.ofSeconds(30);

  /**
   * Shorter than the idle time of servers, 5 s on Node.js, so that no request meets their close.
   */
  private static final Duration IDLE = Duration.ofSeconds(4);

  private static final int HEADER_BYTES = 32 << 10;

  private final HttpClient client;
  private final URI uri;
  private final HeaderForwarding headers;
  private final LongSupplier nanoTime;

  /**
   * Creates a client that uses existing threads.
   *
   * @param maxOpen how many requests may be in flight
   * @throws IOException if the client cannot be started, for instance with its trust store
   */
  public Upstream(
      URI uri,
      HeaderForwarding headers,
      SslContextFactory.Client trust,
      Executor executor,
      int maxOpen,
      LongSupplier nanoTime)
      throws IOException {
    this.uri = uri;
    this.headers = headers;
    this.nanoTime = nanoTime;
    client = client(trust, executor, maxOpen);
    GatewayServer.guarded("start its client", client::start);
    ProtocolHandlers handlers = client.getProtocolHandlers();
    handlers.clear(); // no redirection, password or upgrade: a response passes unchanged
    handlers.put(new ContinueProtocolHandler());
    handlers.put(new ProcessingProtocolHandler());
    handlers.put(new EarlyHintsProtocolHandler());
    client.getContentDecoderFactories().clear();
  }

  private static HttpClient client(SslContextFactory.Client trust, Executor executor, int maxOpen) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(trust);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(executor);
    client.setConnectTimeout(CONNECT.toMillis());
    client.setIdleTimeout(IDLE.toMillis());
    client.setMaxConnectionsPerDestination(maxOpen);
    client.setMaxRequestsQueuedPerDestination(maxOpen);
    client.setRequestBufferSize(HEADER_BYTES);
    client.setMaxRequestHeadersSize(HEADER_BYTES);
    client.setMaxResponseHeadersSize(HEADER_BYTES);
    client.setUserAgentField(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    return client;
  }

  /**
   * Creates a call that has not begun.
   *
   * @throws IllegalArgumentException if a header cannot be sent
   */
  public UpstreamCall call(
      String method,
      HttpFields given,
      byte @Nullable [] body,
      ClientResponse reply,
      UpstreamCall.Listener listener,
      LogLimit log) {
    return new UpstreamCall(request(method, given, body), reply, listener, log, nanoTime);
  }

  private Request request(String method, HttpFields given, byte @Nullable [] body) {
    HttpFields own = headers.toServer(given);
    Request request =
        client
            .newRequest(uri)
            .method(method)
            .headers(fields -> fields.add(own))
            .idleTimeout(0, TimeUnit.MILLISECONDS); // the exchange itself ends a silent call
    return body == null
        ? request
        : request.body(new BytesRequestContent(ClientResponse.JSON, body));
  }

  /**
   * Sends a message of the gateway to the server, in the client's session, and ignores the
   * response.
   *
   * @param over called when the call has ended
   */
  public void tell(HttpFields given, byte[] body, Runnable over) {
    HttpFields own = ownHeaders(given);
    Request message;
    try {
      message = request("POST", own, body).timeout(TELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalArgumentException e) {
      over.run();
      return;
    }
    message
        .onResponseContent(
            (response, piece) -> {
              var unused = response.abort(new IOException("the response is ignored"));
            })
        .send(result -> over.run());
  }

  /** Returns the client's headers for a message of the gateway. */
  private static HttpFields ownHeaders(HttpFields given) {
    HttpFields.Mutable own = HttpFields.build();
    given.forEach(
        field -> {
          if (!McpHeaderValidator.isOne(field.getName())
              && !field.is("Accept")
              && !field.is("Last-Event-ID")) {
            own.add(field);
          }
        });
    return own.add(HttpHeader.ACCEPT, ClientResponse.JSON + ", " + ClientResponse.EVENTS);
  }

  /**
   * Gets a short JSON text that is not a message. Redirections are not followed, and the client's
   * headers are not sent.
   *
   * @param most the longest text, in bytes
   * @param then takes the text, or null if none was found
   */
  void fetch(URI place, int most, Consumer<byte @Nullable []> then) {
    try {
      client
          .newRequest(place)
          .headers(
              fields ->
                  fields
                      .put(HttpHeader.ACCEPT, ClientResponse.JSON)
                      .put(HttpHeader.ACCEPT_ENCODING, "identity"))
          .timeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS)
          .send(jsonListener(most, then));
    } catch (RuntimeException e) { // an invalid URL or a stopped client
      then.accept(null);
    }
  }

  private static BufferingResponseListener jsonListener(
      int most, Consumer<byte @Nullable []> then) {
    return new BufferingResponseListener(most) {
      @Override
      public void onComplete(Result result) {
        boolean good =
            result.isSucceeded()
                && result.getResponse().getStatus() == 200
                && UpstreamCall.isOf(result.getResponse(), ClientResponse.JSON);
        then.accept(good ? getContent() : null);
      }
    };
  }

  /** Closes the connections. */
  @Override
  public void close() throws IOException {
    GatewayServer.guarded("stop its client", client::stop);
  }
}
