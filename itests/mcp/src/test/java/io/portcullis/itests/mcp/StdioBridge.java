// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.itests.mcp.StatelessProtocol.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Puts a stdio server under the conformance suite, which speaks HTTP only. In the era with sessions
 * each session gets a process of its own, in the stateless era all requests share one. The same
 * bridge stands before the server alone and before the server behind the gateway, so what it does
 * itself is the same for both scores.
 */
final class StdioBridge implements AutoCloseable {
  /** Which revisions the server speaks. */
  enum Era {
    SESSIONS,
    STATELESS
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SESSION = "Mcp-Session-Id";
  private static final int MAX_BODY_BYTES = 4 << 20;
  private static final int THREADS = 32;
  private static final int FIRST_SECONDS = 60;
  private static final int KEEP_ALIVE_SECONDS = 2;

  /** The suite runs its scenarios one by one; older sessions are not used again. */
  private static final int MAX_SESSIONS = 4;

  private final Era era;
  private final List<String> command;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final HttpServer server;
  private final Map<String, StdioPeer> sessions = new LinkedHashMap<>();
  private boolean closed;

  StdioBridge(Era era, List<String> command) throws IOException {
    this.era = era;
    this.command = List.copyOf(command);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mcp", this::exchange);
    if (era == Era.STATELESS) {
      open("");
    }
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      String origin = exchange.getRequestHeaders().getFirst("Origin");
      if (!local(exchange.getRequestHeaders().getFirst("Host"))
          || (origin != null && !local(URI.create(origin).getAuthority()))) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "POST" -> {
          JsonNode message = JSON.readTree(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES));
          if (message instanceof ObjectNode object) {
            post(exchange, object);
          } else {
            exchange.sendResponseHeaders(400, -1);
          }
        }
        case "DELETE" -> delete(exchange);
        default -> exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private void post(HttpExchange exchange, ObjectNode message) throws IOException {
    StdioPeer peer = peer(exchange, message);
    if (peer == null) {
      return;
    }
    if (!message.has("method") || !message.has("id")) {
      peer.send(message);
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    // What is said in headers ends here; a request that the server refuses anyway is left to it.
    if (era == Era.STATELESS && !StatelessProtocol.version(message).isEmpty()) {
      try {
        StatelessHeaders.check(message, exchange.getRequestHeaders()::getFirst);
      } catch (Refusal refusal) {
        json(exchange, refusal.status(), JSON.valueToTree(refusal.body(message)));
        return;
      }
    }
    StdioPeer.Waiting waiting = peer.request(message);
    try {
      relay(exchange, waiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      peer.cancel(waiting);
    }
  }

  private void relay(HttpExchange exchange, StdioPeer.Waiting waiting)
      throws IOException, InterruptedException {
    OutputStream stream = null;
    while (true) {
      // Before the first message nothing is written: it says whether this becomes a stream.
      JsonNode message =
          waiting
              .messages()
              .poll(stream == null ? FIRST_SECONDS : KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
      if (stream == null && message == null) {
        exchange.sendResponseHeaders(504, -1);
        return;
      }
      boolean last = message != null && !message.has("method");
      if (stream == null && message == StdioPeer.ENDED) {
        exchange.sendResponseHeaders(502, -1);
        return;
      }
      // With sessions every answer is a stream, as the SDK does it; else the suite leaves checks
      // out.
      if (stream == null && last && era == Era.STATELESS) {
        json(exchange, status(message), message);
        return;
      }
      if (stream == null) {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        stream = exchange.getResponseBody();
      }
      // Only a write shows that the client has gone.
      String event =
          message == null || message == StdioPeer.ENDED
              ? ":\n\n"
              : "event: message\ndata: " + JSON.writeValueAsString(message) + "\n\n";
      stream.write(event.getBytes(StandardCharsets.UTF_8));
      stream.flush();
      if (last) {
        return;
      }
    }
  }

  private static int status(JsonNode answer) {
    return switch (answer.path("error").path("code").asInt()) {
      case -32601 -> 404;
      case -32602, -32020, -32021, -32022 -> 400;
      default -> 200;
    };
  }

  /** The server a message is for; null once the exchange is answered because there is none. */
  private StdioPeer peer(HttpExchange exchange, JsonNode message) throws IOException {
    String session = exchange.getRequestHeaders().getFirst(SESSION);
    if (era == Era.STATELESS) {
      session = "";
    } else if (message.path("method").asText().equals("initialize")) {
      session = UUID.randomUUID().toString();
      exchange.getResponseHeaders().set(SESSION, session);
      return open(session);
    } else if (session == null) {
      exchange.sendResponseHeaders(400, -1);
      return null;
    }
    synchronized (sessions) {
      StdioPeer peer = sessions.get(session);
      if (peer == null) {
        exchange.sendResponseHeaders(404, -1);
      }
      return peer;
    }
  }

  private StdioPeer open(String session) throws IOException {
    List<StdioPeer> old = new ArrayList<>();
    StdioPeer peer;
    synchronized (sessions) {
      if (closed) {
        throw new IOException("The bridge is closed");
      }
      while (sessions.size() >= MAX_SESSIONS) {
        old.add(sessions.remove(sessions.keySet().iterator().next()));
      }
      peer = new StdioPeer(command, era == Era.STATELESS);
      sessions.put(session, peer);
    }
    old.forEach(StdioPeer::close);
    return peer;
  }

  private void delete(HttpExchange exchange) throws IOException {
    StdioPeer peer;
    synchronized (sessions) {
      peer = sessions.remove(String.valueOf(exchange.getRequestHeaders().getFirst(SESSION)));
    }
    if (peer == null) {
      exchange.sendResponseHeaders(era == Era.SESSIONS ? 404 : 405, -1);
    } else {
      peer.close();
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static void json(HttpExchange exchange, int status, JsonNode message) throws IOException {
    byte[] body = JSON.writeValueAsBytes(message);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static boolean local(String authority) {
    return authority != null && authority.matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    List<StdioPeer> all;
    synchronized (sessions) {
      closed = true;
      all = List.copyOf(sessions.values());
      sessions.clear();
    }
    all.forEach(StdioPeer::close);
  }
}
