// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import io.portcullis.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with the last free thread: callers block all others. */
class SelectorLoopTest {
  private final ExecutorService lastThread = Executors.newSingleThreadExecutor();
  private SocketChannel client;
  private SocketChannel server;
  private SelectorLoop loop;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = SocketChannel.open(listener.getLocalAddress());
      server = listener.accept();
    }
    client.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    loop.close();
    lastThread.shutdownNow();
    client.close();
    server.close();
  }

  /** Ticks run at once, so they find the answer before the thread that read it delivers it. */
  @Test
  void deliversAnswerThatTheTickTookFromTheOnlyFreeThread() throws IOException {
    loop = new SelectorLoop(lastThread, Runnable::run);
    CountDownLatch delivered = new CountDownLatch(2);
    loop.register(client, new Reader(delivered));
    loop.start();

    server.write(ByteBuffer.wrap(new byte[] {1}));
    server.write(ByteBuffer.wrap(new byte[] {2}));

    Await.await(delivered);
  }

  /** Delivers two answers for whatever it reads first, and none later. */
  private final class Reader implements SelectorLoop.Handler {
    private final CountDownLatch delivered;
    private boolean done;

    Reader(CountDownLatch delivered) {
      this.delivered = delivered;
    }

    @Override
    public void ready(List<Runnable> after) {
      try {
        if (client.read(ByteBuffer.allocate(16)) > 0 && !done) {
          done = true;
          after.add(delivered::countDown);
          after.add(delivered::countDown);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
