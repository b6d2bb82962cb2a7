// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import static io.portcullis.approval.internal.queue.QueueRig.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.queue.QueueRig;
import io.portcullis.approval.internal.schedule.DelayTimer;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final String SECRET = "0123456789abcdef";

  /** What the server got. */
  private record Got(String signature, String type, String body) {}

  /** What a task that is to run later was delayed by. */
  private record Later(Duration delay, Runnable task) {}

  @TempDir Path temp;
  private final ManualClock clock = new ManualClock(START);
  private final BlockingQueue<Later> later = new LinkedBlockingQueue<>();
  private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
  private final AtomicReference<Integer> status = new AtomicReference<>(200);
  private final CountDownLatch held = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Webhook webhook;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    Path secret = Files.writeString(temp.resolve("secret"), SECRET + "\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    DelayTimer timer =
        (delay, task) -> {
          later.add(new Later(delay, task));
          return () -> {};
        };
    webhook = new Webhook(WebhookSettings.read(url, secret), timer, clock);
  }

  @AfterEach
  void stop() {
    held.countDown();
    webhook.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int code = status.get(); // first: the test changes it once it has got this
      got.add(
          new Got(
              String.valueOf(exchange.getRequestHeaders().getFirst("Portcullis-Signature")),
              String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
              exchange.getRequestURI() + " " + body));
      if (code == 0) {
        Await.await(held);
        return;
      }
      if (code == 302) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
      }
      exchange.sendResponseHeaders(code, -1);
    }
  }

  private static ReviewRequest waiting(String id) {
    return new ReviewRequest(
        id,
        QueueRig.call("c-1").withArguments("{\"secret\":\"swordfish\"}"),
        "sha256:abc",
        "deletes data",
        "tools/delete",
        START,
        START.plusSeconds(300),
        1,
        List.of(),
        List.of());
  }

  private static WebhookMessage message(String id) {
    return WebhookMessage.of("approval_requested", waiting(id));
  }

  private Got take() throws InterruptedException {
    Got next = got.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("told").isNotNull();
    return next;
  }

  private Later retry() throws InterruptedException {
    Later next = later.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("put off").isNotNull();
    return next;
  }

  @Test
  void postsASignedMessageWithoutArguments() throws Exception {
    webhook.post(message("id-1"));
    Got told = take();
    String body =
        "{\"event\":\"approval_requested\",\"id\":\"id-1\",\"tool\":\"delete_all\","
            + "\"agent\":{\"org\":\"\",\"team\":\"\",\"id\":\"agent\"},"
            + "\"reason\":\"deletes data\",\"rule\":\"tools/delete\","
            + "\"since\":\"2026-11-25T12:00:00Z\",\"until\":\"2026-11-25T12:05:00Z\","
            + "\"argumentsDigest\":\"sha256:abc\"}";
    assertThat(told.body()).isEqualTo("/hook " + body);
    assertThat(told.type()).isEqualTo("application/json");
    assertThat(told.signature())
        .isEqualTo(WebhookSignature.of(SECRET.getBytes(StandardCharsets.UTF_8), START, body))
        .startsWith("t=" + START.getEpochSecond() + ",v1=");
  }

  @Test
  void signatureMatchesAnIndependentHmac() {
    // printf '1000000000.{}' | openssl dgst -sha256 -hmac key
    assertThat(
            WebhookSignature.of(
                "key".getBytes(StandardCharsets.UTF_8),
                java.time.Instant.ofEpochSecond(1_000_000_000),
                "{}"))
        .isEqualTo(
            "t=1000000000,v1=75b6c77cc6c239a694a465dd57e895218bcfe0130606fd23cdbfa0f49436a4b8");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void retriesFiveTimesAtDoublingDelaysThenSendsTheNext(int code) throws Exception {
    status.set(code);
    webhook.post(message("id-1"));
    webhook.post(message("id-2"));
    for (int seconds : new int[] {1, 2, 4, 8, 16}) {
      assertThat(take().body()).contains("id-1");
      Later retry = retry();
      assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(seconds));
      retry.task().run();
    }
    assertThat(take().body()).contains("id-1");
    assertThat(take().body()).contains("id-2");
    assertThat(webhook.lost()).isEqualTo(1);
    assertThat(webhook.failing()).isTrue();
    status.set(204);
    retry().task().run();
    assertThat(take().body()).contains("id-2");
    webhook.post(message("id-3"));
    assertThat(take().body()).contains("id-3");
    assertThat(webhook.failing()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 404})
  void neitherRetriesARefusedMessageNorFollowsARedirect(int code) throws Exception {
    status.set(code);
    webhook.post(message("id-1"));
    webhook.post(message("id-2"));
    assertThat(take().body()).startsWith("/hook ").contains("id-1");
    assertThat(take().body()).startsWith("/hook ").contains("id-2");
    assertThat(later).isEmpty();
  }

  @Test
  void signsEachRetryAgain() throws Exception {
    status.set(500);
    webhook.post(message("id-1"));
    String first = take().signature();
    clock.advance(Duration.ofSeconds(1));
    retry().task().run();
    assertThat(take().signature()).isNotEqualTo(first);
  }

  @Test
  void retriesWhenTheServerIsDown() throws Exception {
    server.stop(0);
    webhook.post(message("id-1"));
    assertThat(retry().delay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void dropsTheOldestMessageWhenFullWithoutBlocking() throws Exception {
    status.set(0);
    webhook.post(message("first"));
    assertThat(take().body()).contains("first");
    for (int n = 0; n < Webhook.CAPACITY + 10; n++) {
      webhook.post(message("id-" + n));
    }
    assertThat(webhook.queued()).isEqualTo(Webhook.CAPACITY);
    assertThat(webhook.lost()).isEqualTo(10);
    status.set(200);
    held.countDown();
    retry().task().run();
    assertThat(take().body()).contains("first");
    assertThat(take().body()).contains("id-10\"");
  }

  @Test
  void webhookLeavesNoThreadWhenClosed() throws Exception {
    status.set(0);
    webhook.post(message("id-1"));
    take();
    List<Thread> mine =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("portcullis-webhook"))
            .toList();
    webhook.close();
    webhook.post(message("id-2"));
    assertThat(webhook.queued()).isZero();
    for (Thread thread : mine) {
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(later).isEmpty();
  }
}
