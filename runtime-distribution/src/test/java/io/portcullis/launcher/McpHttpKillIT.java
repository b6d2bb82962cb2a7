// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.launcher.Distribution.Finished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway over HTTP is killed; the server counts what reaches it. */
class McpHttpKillIT {
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"pay\",\"arguments\":{\"amount\":%d}}}";
  private static final Pattern WAITING = Pattern.compile("\"id\":\"([^\"]+)\"");

  @TempDir Path folder;
  private final AtomicInteger executions = new AtomicInteger();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private Distribution portcullis;
  private Process container;
  private int port;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mcp", this::serve);
    server.start();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    portcullis = Distribution.withHome(folder.resolve("home"));
    portcullis.copyConfiguration(
        "core,evidence,transport-embedded,adapter-mcp-http,shell,hot-deploy");
    Path etc = portcullis.home().resolve("etc");
    Files.writeString(
        etc.resolve("policies/starter.yaml"),
        "spec: { tools: { pay: { allow: true, requires_approval_if: 'args.amount > 100' } } }\n");
    Files.writeString(etc.resolve("io.portcullis.gate.cfg"), "");
    Files.writeString(
        etc.resolve("io.portcullis.adapter.mcp.http-1.cfg"),
        "port = %d\nupstream = http://127.0.0.1:%d/mcp\nserverName = bank\n"
            .formatted(port, server.getAddress().getPort()));
    startContainer();
  }

  private void startContainer() throws Exception {
    container = portcullis.start("run");
    assertThat(Distribution.firstLine(container)).startsWith("portcullis: ready");
  }

  /** Counts, and answers only what is small at once. */
  private void serve(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    executions.incrementAndGet();
    reached.countDown();
    if (asked.contains("\"amount\":50}")) {
      try {
        answers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] answer =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"paid\":true}}"
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterEach
  void stop() throws Exception {
    portcullis.close();
    answers.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private CompletableFuture<HttpResponse<String>> call(int amount) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(CALL.formatted(amount)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void kill() throws InterruptedException {
    container.destroyForcibly().waitFor();
  }

  private void verifyJournal() throws Exception {
    Distribution.terminate(container);
    assertThat(Distribution.finish(container).err()).isEmpty();
    Path journal = portcullis.home().resolve("data/journal");
    Finished verified = portcullis.run("journal", "verify", journal.toString());
    assertThat(verified.exitCode()).as(verified.toString()).isZero();
  }

  @Test
  void whatWaitedForAPersonNeverRuns() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = call(990);
    Finished list = portcullis.ctlUntil("\"pay\"", "approvals", "--json");
    Matcher id = WAITING.matcher(list.out());
    assertThat(id.find()).isTrue();
    kill();
    assertThatThrownBy(waiting::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    startContainer();
    assertThat(portcullis.run("ctl", "approve", id.group(1)).exitCode()).isNotZero();
    assertThat(call(1).join().body()).contains("\"paid\":true");
    assertThat(executions).as("but for the small one").hasValue(1);
    verifyJournal();
  }

  @Test
  void whatWasUnderWayIsNotSentAgain() throws Exception {
    CompletableFuture<HttpResponse<String>> underWay = call(50);
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
    kill();
    assertThatThrownBy(underWay::join).hasCauseInstanceOf(IOException.class);
    answers.countDown();
    startContainer();
    assertThat(call(1).join().body()).contains("\"paid\":true");
    assertThat(executions).hasValue(2);
    verifyJournal();
  }
}
