// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.server;

import io.portcullis.control.internal.protocol.ClientLimits;
import io.portcullis.control.internal.protocol.CommandRequest;
import io.portcullis.control.internal.protocol.IoTimeouts;
import io.portcullis.control.internal.protocol.RequestRefusedException;
import io.portcullis.control.internal.protocol.ResponseFrames;
import io.portcullis.control.internal.protocol.SocketExitCode;
import io.portcullis.support.concurrent.DaemonThreads;
import io.portcullis.support.files.socket.PeerCheck;
import io.portcullis.support.files.socket.PeerRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Its own thread reads the request and then watches for the client to leave, while a
 * second thread runs the command and writes the answer.
 */
final class ControlConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

  private final SocketChannel channel;
  private final PeerCheck peers;
  private final CommandRunner runner;
  private final IoTimeouts watch;
  private final ClientLimits limits;
  private final ResponseFrames frames;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread command;

  ControlConnection(
      SocketChannel channel,
      PeerCheck peers,
      CommandRunner runner,
      IoTimeouts watch,
      ClientLimits limits) {
    this.channel = channel;
    this.peers = peers;
    this.runner = runner;
    this.watch = watch;
    this.limits = limits;
    this.frames = new ResponseFrames(channel, watch, limits.write());
  }

  @Override
  public void run() {
    try (channel) {
      serve();
    } catch (IOException e) {
      LOG.debug("a control connection ended early", e);
    } finally {
      ended.countDown();
    }
  }

  private void serve() throws IOException {
    String operator;
    try {
      operator = peers.admit(channel).getName();
    } catch (PeerRefusedException e) {
      LOG.warn("a control connection is refused: {}", e.reason());
      frames.refuse(SocketExitCode.FORBIDDEN, e.reason());
      return;
    }
    try {
      answer(request(), operator);
    } catch (RequestRefusedException e) {
      frames.refuse(e.exitCode(), e.reason());
      discardRest();
    }
  }

  @SuppressWarnings("try") // the guard only has to be closed
  private List<String> request() throws IOException, RequestRefusedException {
    try (IoTimeouts.Guard guard = watch.closeAfter(limits.request(), this::refuseLate)) {
      return CommandRequest.read(channel);
    }
  }

  private void refuseLate() throws IOException {
    try (channel) {
      String message = "the request did not arrive within " + limits.request().toMillis() + " ms";
      frames.refuse(SocketExitCode.BUSY, message);
    }
  }

  // A client that is still writing would not read the refusal if the connection broke under it.
  @SuppressWarnings("try") // the guard only has to be closed
  private void discardRest() throws IOException {
    channel.shutdownOutput();
    try (IoTimeouts.Guard guard = watch.closeAfter(limits.request(), channel)) {
      ByteBuffer buffer = ByteBuffer.allocate(ClientLimits.MAX_FRAME_BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        LOG.trace("discarding");
      }
    }
  }

  private void answer(List<String> words, String operator) {
    Thread thread =
        DaemonThreads.create(
            Thread.currentThread().getName() + "-command", () -> execute(words, operator));
    command = thread;
    thread.start();
    awaitClient();
    thread.interrupt(); // no matter if it has ended
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the client has left, has sent more than a request, or has its answer. */
  private void awaitClient() {
    try {
      channel.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      LOG.trace("the connection is closed", e);
    }
  }

  private void execute(List<String> words, String operator) {
    try (channel) {
      OutputStream out = frames.out();
      OutputStream err = frames.err();
      int code = run(words, operator, out, err);
      out.flush();
      err.flush();
      frames.exit(code);
    } catch (IOException e) {
      LOG.debug("a client did not wait for its answer", e);
    }
  }

  private int run(List<String> words, String operator, OutputStream out, OutputStream err)
      throws IOException {
    try {
      return runner.run(words, operator, out, err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return SocketExitCode.FAILED;
    } catch (RuntimeException | LinkageError e) { // linkage: a bundle was refreshed
      LOG.warn("a command failed", e);
      String line = String.valueOf(e).replaceAll("\\s+", " ") + "\n";
      err.write(line.getBytes(StandardCharsets.UTF_8));
      return SocketExitCode.FAILED;
    }
  }

  /** Returns whether this thread runs the command of this connection. */
  boolean isServedByThisThread() {
    return Thread.currentThread().equals(command);
  }

  /** Waits for a running command; a connection without one is cut off at once. */
  void finish(Duration patience) throws IOException, InterruptedException {
    if (command == null || !ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      cutOff();
    }
  }

  /** Closes the connection, which interrupts its command. */
  void cutOff() throws IOException {
    channel.close();
  }

  boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
