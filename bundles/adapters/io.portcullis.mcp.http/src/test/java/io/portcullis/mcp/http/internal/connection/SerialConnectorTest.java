// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.ClientStub;
import io.portcullis.mcp.http.internal.GatewayRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** A broken head, whose refusal is written by a second thread while the first one still reads. */
class SerialConnectorTest {
  private final List<Runnable> resumedMeanwhile = new CopyOnWriteArrayList<>();
  private final List<Runnable> refusals = new CopyOnWriteArrayList<>();

  /** Ends the refusal, and all that follows of it, before the reader goes on. */
  private final class Pool extends QueuedThreadPool {
    private volatile boolean reading;

    @Override
    public boolean tryExecute(Runnable task) {
      boolean fromParser =
          StackWalker.getInstance()
              .walk(frames -> frames.anyMatch(f -> f.getMethodName().equals("badMessage")));
      if (!fromParser) {
        return super.tryExecute(task);
      }
      refusals.add(task);
      reading = true;
      CompletableFuture.runAsync(task, other -> new Thread(other).start())
          .orTimeout(60, TimeUnit.SECONDS)
          .join();
      reading = false;
      return true;
    }

    @Override
    public void execute(Runnable task) {
      if (reading && task instanceof Connection) {
        resumedMeanwhile.add(task);
      }
      super.execute(task);
    }
  }

  @Test
  void connectionIsNotResumedWhileItIsRead() throws Exception {
    Pool pool = new Pool();
    Server server = new Server(pool);
    SerialConnector connector =
        new SerialConnector(
            server,
            pool,
            new HttpConfiguration(),
            null,
            new ConnectionTable(GatewayRig.CONNECTIONS, Duration.ofHours(1), System::nanoTime));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try (ClientStub client = new ClientStub(connector.getLocalPort())) {
      client.raw("GET / HTTP/1.1\r\nBro ken: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.head().status()).isEqualTo(400);
      client.body();
      assertThat(client.socket().getInputStream().read()).as("the end").isNegative();
      assertThat(refusals).hasSize(1);
      assertThat(resumedMeanwhile).isEmpty();
    } finally {
      server.stop();
    }
  }
}
