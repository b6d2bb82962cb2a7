// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.control.internal.protocol.IoTimeouts;
import io.portcullis.control.internal.protocol.ResponseFrames;
import io.portcullis.control.internal.protocol.SocketExitCode;
import io.portcullis.support.concurrent.DaemonThreads;
import io.portcullis.support.files.socket.ListeningSocket;
import io.portcullis.support.files.socket.PeerCheck;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts a bounded number of clients at a time, each with its own threads. */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final String THREAD = "portcullis-control";

  private final ListeningSocket socket;
  private final PeerCheck peers;
  private final CommandRunner runner;
  private final ClientLimits limits;
  private final IoTimeouts watch = new IoTimeouts(THREAD + "-watch");
  private final Semaphore slots;
  private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread acceptor = DaemonThreads.create(THREAD + "-accept", this::acceptAll);

  public ControlServer(
      ListeningSocket socket, PeerCheck peers, CommandRunner runner, ClientLimits limits) {
    this.socket = socket;
    this.peers = peers;
    this.runner = runner;
    this.limits = limits;
    this.slots = new Semaphore(limits.connections());
  }

  public void start() {
    acceptor.start();
  }

  private void acceptAll() {
    while (closing.getCount() > 0) {
      try {
        serve(socket.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("a control connection could not be accepted", e);
        pause();
      }
    }
  }

  // Without file descriptors every accept fails at once.
  private void pause() {
    try {
      closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    if (!slots.tryAcquire()) {
      refuse(channel);
      return;
    }
    ControlConnection connection = new ControlConnection(channel, peers, runner, watch, limits);
    connections.add(connection);
    DaemonThreads.create(THREAD + "-" + number.incrementAndGet(), () -> runAndRelease(connection))
        .start();
  }

  private void runAndRelease(ControlConnection connection) {
    try {
      connection.run();
    } finally {
      connections.remove(connection);
      slots.release();
    }
  }

  // Not blocking, because it is the acceptor that writes; the buffer of a new socket has room.
  private void refuse(SocketChannel channel) throws IOException {
    try (channel) {
      channel.configureBlocking(false);
      String message = limits.connections() + " clients are being served already; try again";
      channel.write(ResponseFrames.refusal(SocketExitCode.BUSY, message));
    }
  }

  /**
   * Stops listening, removes the file and ends every connection. The connection of a command that
   * closes the server still gets its answer.
   */
  @Override
  public void close() throws IOException {
    closing.countDown();
    socket.close();
    try {
      acceptor.join(); // it may just have taken one more connection
      endConnections();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      for (ControlConnection each : others()) {
        each.cutOff();
      }
    } finally {
      watch.close();
    }
  }

  private List<ControlConnection> others() {
    return connections.stream().filter(each -> !each.isServedByThisThread()).toList();
  }

  private void endConnections() throws IOException, InterruptedException {
    List<ControlConnection> others = others();
    long end = System.nanoTime() + limits.grace().toNanos();
    for (ControlConnection each : others) {
      each.finish(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    long secondEnd = System.nanoTime() + limits.grace().toNanos();
    for (ControlConnection each : others) {
      if (!each.awaitEnd(Duration.ofNanos(Math.max(0, secondEnd - System.nanoTime())))) {
        LOG.warn("a command goes on though the control socket is closed");
      }
    }
  }
}
