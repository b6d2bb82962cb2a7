// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import io.portcullis.approval.internal.schedule.DelayTimer;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a web server what waits, one message after the other. Whoever has something to tell only
 * leaves it in a queue; of what the queue cannot hold, the oldest is lost and counted. Thread-safe.
 */
public final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  static final int CAPACITY = 1_000;
  static final int RETRIES = 5;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long IDLE_SECONDS = 5;

  private final WebhookSettings settings;
  private final DelayTimer timer;
  private final InstantSource clock;
  private final ThreadPoolExecutor threads;
  private final Deque<WebhookMessage> queue = new ArrayDeque<>();
  private @Nullable HttpClient client;
  private @Nullable WebhookMessage current;
  private @Nullable CompletableFuture<?> underWay;
  private int failures;
  private long lost;
  private boolean failing;
  private boolean closed;

  public Webhook(WebhookSettings settings, DelayTimer timer, InstantSource clock) {
    this.settings = settings;
    this.timer = timer;
    this.clock = clock;
    threads =
        new ThreadPoolExecutor(
            2,
            2,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // of the client's tasks for one exchange
            task -> {
              Thread thread = new Thread(task, "portcullis-webhook");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    client =
        HttpClient.newBuilder()
            .executor(threads)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  public void tell(WebhookMessage message) {
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

  /** How many messages were lost: to the bound of the queue, or after the last retry. */
  public synchronized long lost() {
    return lost;
  }

  /** Whether the last message could not be delivered. */
  public synchronized boolean failing() {
    return failing;
  }

  synchronized int queued() {
    return queue.size();
  }

  /** Not here: a name may have to be looked up, and whoever calls has something else to do. */
  private void sendSoon() {
    try {
      threads.execute(this::send);
    } catch (RejectedExecutionException e) {
      LOG.debug("the webhook is closed", e);
    } catch (OutOfMemoryError e) { // no thread can be had; a decision must not fail by that
      ended("no thread can be had", true);
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
    } catch (RuntimeException e) { // the client was closed, or does not like the URL
      ended(e.getClass().getSimpleName(), false);
      return;
    }
    synchronized (this) {
      underWay = exchange;
      if (closed) {
        exchange.cancel(true);
      }
    }
    CompletableFuture<?> unused =
        exchange.whenComplete(
            (response, failure) -> {
              if (failure == null) {
                answered(response.statusCode());
              } else {
                ended(failure.getClass().getSimpleName(), true);
              }
            });
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(settings.url())
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .header(
            WebhookSignature.HEADER, WebhookSignature.of(settings.secret(), clock.instant(), body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private void answered(int status) {
    if (status >= 200 && status < 300) {
      ended("", false);
    } else {
      ended("status " + status, status == 429 || status >= 500);
    }
  }

  private void ended(String problem, boolean passing) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (passing && failures < RETRIES) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << failures++);
        DelayTimer.Alarm unused = timer.after(pause, this::sendSoon);
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

  private void recordDelivery(String problem) {
    boolean before = failing;
    failing = !problem.isEmpty();
    if (failing) {
      lost++;
    }
    if (failing && !before) {
      LOG.warn("the webhook at {} cannot be told: {}", settings.url().getHost(), problem);
    } else if (before && !failing) {
      LOG.info("the webhook at {} can be told again, {} lost", settings.url().getHost(), lost);
    }
  }

  /** Forgets what was not told. The client's own thread ends when the client is not referred to. */
  @Override
  public synchronized void close() {
    closed = true;
    queue.clear();
    current = null;
    client = null;
    if (underWay != null) {
      underWay.cancel(true);
    }
    threads.shutdown();
  }
}
