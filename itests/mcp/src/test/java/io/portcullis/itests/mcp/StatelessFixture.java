// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.itests.mcp.StatelessProtocol.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server of revision 2026-07-28, without sessions. Run as {@code http} it prints its URL as one
 * line on stdout and ends when its stdin does; run as {@code stdio} stdout carries the protocol
 * alone.
 */
final class StatelessFixture {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY_BYTES = 4 << 20;
  private static final int THREADS = 64;
  private static final int WAITING_NOTIFICATIONS = 64;
  private static final int KEEP_ALIVE_SECONDS = 2;

  private final StatelessProtocol protocol = new StatelessProtocol();

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && args[0].equals("http")) {
      new StatelessFixture().http();
    } else if (args.length == 1 && args[0].equals("stdio")) {
      new StatelessFixture().stdio();
    } else {
      throw new IllegalArgumentException("One argument, http or stdio");
    }
  }

  private void http() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.createContext("/mcp", this::exchange);
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    // Ends with the test that holds the other end, however that ends.
    System.in.transferTo(OutputStream.nullOutputStream());
    server.stop(0);
    threads.shutdownNow();
  }

  private void stdio() throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode request = JSON.readTree(line);
      if (!request.has("id")) {
        continue;
      }
      try {
        if (request.path("method").asText().equals("subscriptions/listen")) {
          protocol.check(request);
          protocol.listen(request, message -> write(out, message));
        } else {
          write(out, protocol.answer(request, message -> write(out, message)));
        }
      } catch (Refusal refusal) {
        write(out, refusal.body(request));
      }
    }
  }

  private static void write(PrintStream out, Map<String, Object> message) {
    synchronized (out) {
      out.println(text(message));
      out.flush();
    }
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!local(exchange.getRequestHeaders().getFirst("Host"))
          || !localOrigin(exchange.getRequestHeaders().getFirst("Origin"))) {
        exchange.sendResponseHeaders(403, -1);
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        post(exchange, JSON.readTree(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES)));
      }
    }
  }

  private void post(HttpExchange exchange, JsonNode request) throws IOException {
    if (!request.has("id")) {
      exchange.sendResponseHeaders(202, -1);
      return;
    }
    String method = request.path("method").asText();
    try {
      protocol.check(request);
      StatelessHeaders.check(request, exchange.getRequestHeaders()::getFirst);
      if (method.equals("subscriptions/listen")) {
        OutputStream stream = stream(exchange);
        listen(request, stream);
      } else if (StatelessProtocol.streams(request)) {
        OutputStream stream = stream(exchange);
        event(stream, protocol.answer(request, message -> event(stream, message)));
      } else {
        json(exchange, 200, protocol.answer(request, message -> {}));
      }
    } catch (Refusal refusal) {
      json(exchange, refusal.status(), refusal.body(request));
    }
  }

  private void listen(JsonNode request, OutputStream stream) throws IOException {
    BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(WAITING_NOTIFICATIONS);
    AutoCloseable subscription = protocol.listen(request, waiting::add);
    try (subscription) {
      while (true) {
        Map<String, Object> message = waiting.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
        if (message != null) {
          event(stream, message);
        } else {
          // Only a write shows that the client has gone.
          stream.write(":\n\n".getBytes(StandardCharsets.UTF_8));
          stream.flush();
        }
      }
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    } catch (IOException gone) {
      throw gone;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception close) {
      throw new IllegalStateException(close);
    }
  }

  private static OutputStream stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static void event(OutputStream stream, Map<String, Object> message) {
    try {
      stream.write(
          ("event: message\ndata: " + text(message) + "\n\n").getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void json(HttpExchange exchange, int status, Map<String, Object> message)
      throws IOException {
    byte[] body = text(message).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String text(Map<String, Object> message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean local(String host) {
    return host != null && host.matches("(localhost|127\\.0\\.0\\.1)(:\\d+)?");
  }

  private static boolean localOrigin(String origin) {
    return origin == null || local(URI.create(origin).getAuthority());
  }
}
