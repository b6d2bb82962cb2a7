// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import io.portcullis.launcher.failure.LaunchException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceListener;

/** Asks a container that has just started over its control socket whether it can do its work. */
public final class ReadinessCheck {
  private static final List<String> STATUS = List.of("status", "--json");
  private static final long ANSWER_SECONDS = 30;
  private static final long RECHECK_MILLIS = 100;

  private final Path socket;
  private final BundleContext context;

  public ReadinessCheck(Path socket, BundleContext context) {
    this.socket = socket;
    this.context = context;
  }

  /**
   * Returns the first status that is ready, or the last one when the time is over. Configuration
   * arrives on other threads, so the first answers may be those of a container without a transport.
   */
  public StatusReport await(Duration patience) throws LaunchException, InterruptedException {
    Semaphore changes = new Semaphore(0);
    ServiceListener listener = event -> changes.release();
    context.addServiceListener(listener);
    try {
      long end = System.nanoTime() + patience.toNanos();
      StatusReport status = ask();
      while (!status.isReady() && System.nanoTime() < end) {
        changes.tryAcquire(RECHECK_MILLIS, TimeUnit.MILLISECONDS);
        changes.drainPermits();
        status = ask();
      }
      return status;
    } finally {
      context.removeServiceListener(listener);
    }
  }

  private StatusReport ask() throws LaunchException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = runBounded(new ControlClient(out, err));
    if (exitCode != 0) {
      throw new LaunchException("status failed: " + err.toString(StandardCharsets.UTF_8));
    }
    return StatusReport.parse(out.toString(StandardCharsets.UTF_8));
  }

  // A read from a Unix socket has no timeout, so another thread does it.
  private int runBounded(ControlClient client) throws LaunchException, InterruptedException {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(client.run(socket, STATUS));
              } catch (LaunchException e) {
                answer.completeExceptionally(e);
              }
            },
            "portcullis-ready-check");
    thread.setDaemon(true);
    thread.start();
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LaunchException(LaunchException.reasons(e.getCause()));
    } catch (TimeoutException e) {
      throw new LaunchException("the control socket does not answer");
    }
  }
}
