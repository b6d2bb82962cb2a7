// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import io.portcullis.mcp.http.internal.connection.ConnectionTable;
import io.portcullis.mcp.http.internal.connection.SerialConnector;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server with its own address. It has only its handler, unlike a shared server, where
 * any bundle may add servlets and filters. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
  private static final int MAX_THREADS = 32;
  private static final int HEADER_BYTES = 32 << 10;

  private final QueuedThreadPool threads;
  private final Server server;
  private final ServerConnector connector;

  /**
   * Creates a server that does not listen yet, with its threads running.
   *
   * @param name the name of its threads
   * @param host the address
   * @param port the port; 0 for any
   * @param maxIdle the time after which a silent connection is closed
   * @param tls the certificate, or null for a server without TLS
   * @param connections the table of connections
   * @throws IOException if its threads cannot be started
   */
  public GatewayServer(
      String name,
      String host,
      int port,
      Duration maxIdle,
      SslContextFactory.@Nullable Server tls,
      ConnectionTable connections)
      throws IOException {
    threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("mcp-http-" + name);
    threads.setDaemon(true);
    server = new Server(threads);
    server.setErrorHandler(GatewayServer::error);
    connector = new SerialConnector(server, threads, http(tls != null), tls, connections);
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(maxIdle.toMillis());
    server.addConnector(connector);
    guarded("start its threads", threads::start);
  }

  private static HttpConfiguration http(boolean secure) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    http.setUriCompliance(UriCompliance.RFC3986);
    if (secure) {
      http.addCustomizer(new SecureRequestCustomizer(false));
    }
    return http;
  }

  /**
   * Responds to a request that never reaches the handler, such as a broken head, without a page.
   */
  private static boolean error(Request request, Response response, Callback callback) {
    response.getHeaders().put(ClientResponse.NO_SNIFF);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
    String text = HttpStatus.getMessage(response.getStatus()) + '\n';
    Content.Sink.write(response, true, text, callback);
    return true;
  }

  public QueuedThreadPool threads() {
    return threads;
  }

  /**
   * Begins to listen.
   *
   * @return the port
   * @throws IOException if the address or the certificate cannot be used
   */
  public int start(Handler handler) throws IOException {
    server.setHandler(handler);
    guarded("listen at " + connector.getHost() + ':' + connector.getPort(), server::start);
    return connector.getLocalPort();
  }

  /** A step of Jetty. */
  public interface Step {
    void run() throws Exception;
  }

  /** Runs a step and wraps its exception, which Jetty does not declare. */
  public static void guarded(String what, Step step) throws IOException {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot " + what + ": " + e.getMessage(), e);
    } catch (Exception e) {
      throw new IOException("cannot " + what + ": " + e, e);
    }
  }

  /** Stops the server and closes its connections. */
  @Override
  public void close() {
    try {
      guarded("stop", server::stop);
      guarded("stop its threads", threads::stop);
    } catch (IOException e) {
      LOG.warn("The HTTP server of the MCP gateway did not stop cleanly", e);
    }
  }
}
