// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.SerializedInvoker;
import org.eclipse.jetty.util.thread.TryExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose connections are each read by one thread at a time. Jetty 12.0 answers a broken
 * head in a second thread, which resumes the connection while the first thread still works on it.
 * Both then release the same request buffer, so that two connections may share it (jetty.project,
 * issue 12939). Here the resumption waits for the first thread. Thread-safe.
 */
public final class SerialConnector extends ServerConnector {
  private static final int BACKLOG = 512;
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  private final ConnectionTable connections;
  private final boolean tls;

  /**
   * Creates a connector that does not listen yet.
   *
   * @param tls the certificate of the gateway, or null for a connector without TLS
   * @param connections the table of connections
   */
  public SerialConnector(
      Server server,
      QueuedThreadPool threads,
      HttpConfiguration http,
      SslContextFactory.@Nullable Server tls,
      ConnectionTable connections) {
    super(server, new ResumingExecutor(threads), null, null, 1, 1, factories(http, tls));
    this.connections = connections;
    setAcceptQueueSize(BACKLOG);
    addBean(connections);
    this.tls = tls != null;
  }

  /** Replaces the logging of Jetty, which logs a trace every second while descriptors are short. */
  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    if (!isRunning()
        || !(failure instanceof IOException)
        || failure instanceof ClosedChannelException) {
      return super.handleAcceptFailure(failure);
    }
    connections.acceptFailed(failure);
    try {
      connections.awaitEnd(ACCEPT_PAUSE); // this thread only accepts
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ConnectionFactory[] factories(
      HttpConfiguration http, SslContextFactory.@Nullable Server tls) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return tls == null
        ? new ConnectionFactory[] {plain}
        : new ConnectionFactory[] {new TlsFactory(tls, plain.getProtocol()), plain};
  }

  /** Runs a task now, or after the task that reads from the end point. */
  public static void serially(EndPoint endPoint, Runnable task) {
    if (endPoint instanceof Serial serial) {
      serial.turns().run(task);
    } else {
      task.run();
    }
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    PlainEndPoint endPoint =
        new PlainEndPoint(this, channel, selector, key, tls ? null : new StrictFraming());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /** An end point from which one thread at a time reads. */
  private interface Serial extends EndPoint {
    SerializedInvoker turns();
  }

  /** Queues the readers of one end point. */
  private static final class Turns extends SerializedInvoker {
    private final EndPoint endPoint;

    Turns(EndPoint endPoint) {
      super(SerialConnector.class);
      this.endPoint = endPoint;
    }

    @Override
    protected void onError(Runnable task, Throwable failure) {
      endPoint.close(failure);
    }

    Callback reading(Callback reader) {
      return new Callback.Nested(reader) {
        @Override
        public void succeeded() {
          run(getCallback()::succeeded);
        }
      };
    }
  }

  private static final class PlainEndPoint extends SocketChannelEndPoint implements Serial {
    private final Turns turns = new Turns(this);
    private final @Nullable StrictFraming framing;

    PlainEndPoint(
        ServerConnector connector,
        SocketChannel channel,
        ManagedSelector selector,
        SelectionKey key,
        @Nullable StrictFraming framing) {
      super(channel, selector, key, connector.getScheduler());
      this.framing = framing;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
      return framing == null ? super.fill(buffer) : framing.fill(buffer, super::fill);
    }

    @Override
    public SerializedInvoker turns() {
      return turns;
    }

    @Override
    public void fillInterested(Callback reader) {
      super.fillInterested(turns.reading(reader));
    }

    @Override
    public boolean tryFillInterested(Callback reader) {
      return super.tryFillInterested(turns.reading(reader));
    }
  }

  private static final class TlsFactory extends SslConnectionFactory {
    TlsFactory(SslContextFactory.Server tls, String next) {
      super(tls, next);
    }

    @Override
    protected SslConnection newSslConnection(
        Connector connector, EndPoint endPoint, SSLEngine engine) {
      return new TlsConnection(connector, getSslContextFactory(), endPoint, engine);
    }
  }

  private static final class TlsConnection extends SslConnection {
    TlsConnection(
        Connector connector, SslContextFactory.Server tls, EndPoint endPoint, SSLEngine engine) {
      super(connector.getByteBufferPool(), connector.getExecutor(), tls, endPoint, engine);
    }

    @Override
    protected SslEndPoint newSslEndPoint() {
      return new TlsEndPoint();
    }

    private final class TlsEndPoint extends SslEndPoint implements Serial {
      private final Turns turns = new Turns(this);
      private final StrictFraming framing = new StrictFraming();

      @Override
      public int fill(ByteBuffer buffer) throws IOException {
        return framing.fill(buffer, super::fill);
      }

      @Override
      public SerializedInvoker turns() {
        return turns;
      }

      @Override
      public void fillInterested(Callback reader) {
        super.fillInterested(turns.reading(reader));
      }

      @Override
      public boolean tryFillInterested(Callback reader) {
        return super.tryFillInterested(turns.reading(reader));
      }
    }
  }

  /** Runs tasks in the pool, but queues the resumption of a connection behind its reader. */
  private record ResumingExecutor(QueuedThreadPool threads) implements Executor, TryExecutor {
    @Override
    public void execute(Runnable task) {
      Runnable next = task;
      if (task instanceof Connection connection
          && connection.getEndPoint() instanceof Serial serial) {
        next = serial.turns().offer(task);
      }
      if (next != null) {
        threads.execute(next);
      }
    }

    @Override
    public boolean tryExecute(Runnable task) {
      return threads.tryExecute(task);
    }
  }
}
