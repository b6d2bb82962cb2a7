// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * Either end of MCP over HTTP in its own process, which can be killed: a bank that records each
 * payment before it answers, and a client that requests one.
 */
final class McpPeer {
  /** A payment of this amount is taken down and never answered. */
  static final int UNANSWERED = 50;

  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"pay\",\"arguments\":{\"amount\":%d}}}";

  private final Path ledger;

  private McpPeer(Path ledger) {
    this.ledger = ledger;
  }

  /**
   * Starts a bank, which says on its first line where it listens and ends with this process; port 0
   * is any.
   */
  static Process bank(Path ledger, int port) throws IOException {
    return start("bank", ledger.toString(), Integer.toString(port));
  }

  /** Starts a client, which says in the end what it was answered. */
  static Process client(int port, int amount) throws IOException {
    return start("client", Integer.toString(port), Integer.toString(amount));
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classes(), McpPeer.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String classes() {
    try {
      return Path.of(McpPeer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks the gateway on this port for a payment. */
  static HttpRequest payment(int port, int amount) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(HttpRequest.BodyPublishers.ofString(CALL.formatted(amount)))
        .build();
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("bank")) {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2])),
              0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/mcp", new McpPeer(Path.of(arguments[1]))::serve);
      server.start();
      System.out.println(server.getAddress().getPort());
      System.exit(System.in.read()); // at the latest when the other end is closed
    } else {
      HttpRequest payment = payment(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      System.out.println(
          HttpClient.newHttpClient().send(payment, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Files.writeString(ledger, asked + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (asked.contains("\"amount\":" + UNANSWERED + "}")) {
      return;
    }
    byte[] answer =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"paid\":true}}"
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }
}
