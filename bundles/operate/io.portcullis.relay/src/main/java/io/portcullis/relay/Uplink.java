// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way of one side's bytes to the engine. Bytes wait until an engine is attached. What was sent
 * is kept until the engine has forwarded its first byte, so that another engine can get it again.
 * Thread-safe, for one writing thread.
 */
final class Uplink {
  /** Less than the buffer of a connection, so that sending it again does not block. */
  static final int MAX_KEPT = 64 << 10;

  private @Nullable ByteBuffer kept = ByteBuffer.allocate(MAX_KEPT);
  private @Nullable SocketChannel channel;
  private boolean started;
  private boolean ended;
  private boolean closed;

  /**
   * Writes bytes to the engine. If that fails, they are sent again to the next engine, or the
   * session ends.
   */
  void write(ByteBuffer bytes) throws InterruptedException {
    SocketChannel current = keep(bytes);
    try {
      while (current != null && bytes.hasRemaining()) {
        current.write(bytes);
      }
    } catch (IOException e) {
      // The reader of the same connection notices it too, and knows whether bytes were forwarded.
    }
  }

  private synchronized @Nullable SocketChannel keep(ByteBuffer bytes) throws InterruptedException {
    started = true;
    notifyAll();
    while (channel == null && !closed) {
      wait();
    }
    if (kept != null && kept.remaining() >= bytes.remaining()) {
      kept.put(bytes.duplicate());
    } else {
      kept = null;
    }
    return channel;
  }

  /** Ends the output towards the engine. */
  synchronized void end() {
    ended = true;
    notifyAll();
    if (channel != null) {
      shutdown(channel);
    }
  }

  private static void shutdown(SocketChannel channel) {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // the engine has ended
    }
  }

  /** Sends what is kept to an engine, and what comes from now on. */
  synchronized void attach(SocketChannel to) throws IOException {
    if (kept != null) {
      ByteBuffer again = kept.duplicate().flip();
      while (again.hasRemaining()) {
        to.write(again);
      }
    }
    channel = to;
    if (ended) {
      shutdown(to);
    }
    notifyAll();
  }

  /**
   * Lets later bytes wait for the next engine.
   *
   * @return whether everything that was sent can be sent again
   */
  synchronized boolean detach() {
    channel = null;
    return kept != null;
  }

  /** Keeps nothing any more, because the engine has forwarded bytes. */
  synchronized void release() {
    kept = null;
  }

  /** Drops what comes from now on, and waits for no engine. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  synchronized boolean hasStarted() {
    return started;
  }

  /** Waits for the first byte or the end; returns whether there was a byte. */
  synchronized boolean awaitFirst() throws InterruptedException {
    while (!started && !ended) {
      wait();
    }
    return started;
  }
}
