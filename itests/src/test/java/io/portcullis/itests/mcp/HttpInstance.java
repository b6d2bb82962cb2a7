// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.Registry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** A gateway over HTTP, made by a configuration, in front of a server with one tool. */
final class HttpInstance implements AutoCloseable {
  static final String BUNDLE = "io.portcullis.mcp.http";
  static final String PID = "io.portcullis.adapter.mcp.http";
  private static final String NAME = "files";

  private final Registry registry = Registry.ofTests();
  private final Configurations configurations = new Configurations(registry);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final int port = freePort();

  /**
   * @param tool is given the arguments of each call that reaches the server
   */
  HttpInstance(Consumer<String> tool) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mcp", exchange -> serve(exchange, tool));
    server.start();
    configure(Map.of());
  }

  /** Configures it anew, with these keys besides those that it needs. */
  void configure(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("port", port);
    properties.put("upstream", "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    properties.put("serverName", NAME);
    properties.put("agent.fixed", "agent-1");
    properties.putAll(more);
    configurations.setFactory(PID, NAME, properties);
  }

  void deleteConfiguration() {
    configurations.deleteFactory(PID, NAME);
  }

  /** Calls the tool. */
  CompletableFuture<HttpResponse<String>> call(String arguments) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\",\"arguments\":%s}}"
            .formatted(arguments);
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void serve(HttpExchange exchange, Consumer<String> tool) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String ended;
    try {
      tool.accept(arguments(body));
      ended = "\"result\":{\"content\":[]}";
    } catch (RuntimeException e) {
      ended = "\"error\":{\"code\":1,\"message\":\"failed\"}";
    }
    byte[] answer =
        ("{\"jsonrpc\":\"2.0\",\"id\":1," + ended + "}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** As they stand in what {@link #call} wrote. */
  private static String arguments(String body) {
    String before = "\"arguments\":";
    return body.substring(body.indexOf(before) + before.length(), body.length() - "}}".length());
  }

  /**
   * A free port below the ports of client connections, so that none of them takes it before the
   * gateway does.
   */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        // in use: try another one
      }
    }
  }

  @Override
  public void close() {
    deleteConfiguration();
    server.stop(0);
    threads.shutdownNow();
    registry.close();
  }
}
