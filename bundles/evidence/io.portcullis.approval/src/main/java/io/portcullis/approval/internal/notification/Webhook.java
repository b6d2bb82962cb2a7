// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import io.portcullis.approval.internal.schedule.DelayTimer;
import io.portcullis.support.concurrent.DaemonThreads;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages to a web server, one after the other. Callers only add to a bounded queue. When it
 * is full, the oldest message is dropped and counted. Thread-safe.
 */
public final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  static final int CAPACITY = 1_000;
  static final int RETRIES = 5;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final WebhookSettings settings;
  private final DelayTimer timer;
  private final InstantSource clock;
  private final ThreadPoolExecutor threads;
  private final Deque<WebhookMessage> queue = new ArrayDeque<>();
  private @Nullable HttpClient client;
  private @Nullable WebhookMessage current;
  private @Nullable CompletableFuture<?> inFlight;
  private int failures;
  private long lost;
  private boolean failing;
  private boolean closed;

  public Webhook(WebhookSettings settings, DelayTimer timer, InstantSource clock) {
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
    threads =
        DaemonThreads.pool(
            "portcullis-webhook",
            2,
            IDLE,
            new LinkedBlockingQueue<>()); // of the client's tasks for one exchange
    client =
        HttpClient.newBuilder()
            .executor(threads)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Queues a message. */
  public void post(WebhookMessage message) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (queue.size() >= CAPACITY) {
        queue.remove();
        lost++;
      }
      queue.add(message);
      if (current != null) {
        return;
      }
      current = queue.remove();
      failures = 0;
    }
    sendSoon();
  }

  /** Returns the number of messages lost to the bound of the queue or after the last retry. */
  public synchronized long lost() {
    return lost;
  }

  /** Returns whether the delivery of the last message failed. */
  public synchronized boolean failing() {
    return failing;
  }

  synchronized int queued() {
    return queue.size();
  }

  /** Sends in another thread, because a name lookup would block the caller. */
  private void sendSoon() {
    try {
      threads.execute(this::send);
    } catch (RejectedExecutionException e) {
      LOG.debug("the webhook is closed", e);
    } catch (OutOfMemoryError e) { // no thread: a decision must not fail because of that
      finish("no thread can be started", true);
    }
  }

  private void send() {
    HttpClient sender;
    WebhookMessage message;
    synchronized (this) {
      sender = client;
      message = current;
    }
    if (sender == null || message == null) {
      return; // closed
    }
    CompletableFuture<HttpResponse<@Nullable Void>> exchange;
    try {
      exchange = sender.sendAsync(request(message.body()), response -> new StatusOnlySubscriber());
    } catch (RuntimeException e) { // the client was closed, or refuses the URL
      finish(e.getClass().getSimpleName(), false);
      return;
    }
    follow(exchange);
  }

  private void follow(CompletableFuture<HttpResponse<@Nullable Void>> exchange) {
    synchronized (this) {
      inFlight = exchange;
      if (closed) {
        exchange.cancel(true);
      }
    }
    CompletableFuture<?> unused =
        exchange.whenComplete(
            (response, failure) -> {
              if (failure == null) {
                handleStatus(response.statusCode());
              } else {
                finish(failure.getClass().getSimpleName(), true);
              }
            });
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(settings.url())
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header(
            WebhookSignature.HEADER, WebhookSignature.of(settings.secret(), clock.instant(), body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private void handleStatus(int status) {
    if (status >= 200 && status < 300) {
      finish("", false);
    } else {
      finish("status " + status, status == 429 || status >= 500);
    }
  }

  private void finish(String problem, boolean isTransient) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (isTransient && failures < RETRIES) {
        retryLater();
        return;
      }
      recordDelivery(problem);
      current = queue.poll();
      failures = 0;
      if (current == null) {
        return;
      }
    }
    sendSoon();
  }

  /** Called under the lock. */
  private void retryLater() {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << failures++);
    DelayTimer.Alarm unused = timer.after(pause, this::sendSoon);
  }

  private void recordDelivery(String problem) {
    boolean before = failing;
    failing = !problem.isEmpty();
    if (failing) {
      lost++;
    }
    if (failing && !before) {
      LOG.warn("The webhook at {} fails: {}", settings.url().getHost(), problem);
    } else if (before && !failing) {
      LOG.info("The webhook at {} works again, {} messages lost", settings.url().getHost(), lost);
    }
  }

  /** Discards queued messages. The client's own thread ends when nothing refers to the client. */
  @Override
  public synchronized void close() {
    closed = true;
    queue.clear();
    current = null;
    client = null;
    if (inFlight != null) {
      inFlight.cancel(true);
    }
    threads.shutdown();
  }
}
