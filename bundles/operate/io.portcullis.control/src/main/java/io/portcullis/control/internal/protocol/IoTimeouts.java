// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import io.portcullis.support.concurrent.DaemonThreads;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections that take too long: a blocking read or write of a socket has no timeout. */
public final class IoTimeouts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IoTimeouts.class);

  private final ScheduledThreadPoolExecutor executor;

  public IoTimeouts(String threadName) {
    // Discards tasks: responses in progress when the socket closes continue without a timeout.
    executor = DaemonThreads.timer(threadName);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Holds the watch off again when closed. */
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  public Guard closeAfter(Duration patience, Closeable victim) {
    Future<?> task =
        executor.schedule(() -> close(victim), patience.toNanos(), TimeUnit.NANOSECONDS);
    return () -> task.cancel(false);
  }

  private static void close(Closeable victim) {
    try {
      victim.close();
    } catch (IOException e) {
      LOG.debug("closing a late connection", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
