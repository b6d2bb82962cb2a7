// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ServerHandshake;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/** One connection of a simulator: a reading and a replying thread, both of which end with it. */
final class SimulatorConnection {
  private static final int BUFFER_BYTES = 64 << 10;

  /** The number of pending replies at which reading pauses. */
  private static final int OPEN_REPLIES = 1_024;

  private record Due(PolicyQuery query, ScriptedReply reply) {}

  private final RuntimeSimulator owner;
  private final SocketChannel channel;
  private final HandshakeScript greeting;
  private final ServerHandshake handshake;
  private final Thread reader;
  private final Thread replier;
  private final BlockingQueue<Due> due = new ArrayBlockingQueue<>(OPEN_REPLIES);
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean proven;

  SimulatorConnection(
      RuntimeSimulator owner, SocketChannel channel, AgentKey key, SecureRandom random) {
    this.owner = owner;
    this.channel = channel;
    greeting = owner.handshake();
    handshake = new ServerHandshake(key, random);
    reader = new Thread(this::runReader, "runtime-simulator-reader");
    reader.setDaemon(true);
    replier = new Thread(this::runReplier, "runtime-simulator-replier");
    replier.setDaemon(true);
  }

  void start() {
    reader.start();
  }

  boolean isProven() {
    return proven;
  }

  /** Ends the connection, whatever its threads wait for; they end by themselves afterwards. */
  void close() {
    closed.countDown();
    closeChannel();
    for (Thread thread : List.of(reader, replier)) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  /** Waits for the threads, except for the calling one. */
  void awaitEnd() throws InterruptedException {
    if (Thread.currentThread() != reader && Thread.currentThread() != replier) {
      reader.join();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      owner.stats().ended("close: " + e);
    }
  }

  private void runReader() {
    try {
      greet();
    } catch (WireException e) {
      owner.stats().add(ConnectionStats.Event.REFUSED);
      owner.stats().ended("refused: " + e.getMessage());
    } catch (IOException e) {
      owner.stats().ended("read: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end of this thread
    } finally {
      close();
      end();
    }
  }

  /** The caller may interrupt, perhaps repeatedly; the other thread must end nevertheless. */
  private void end() {
    boolean interrupted = Thread.interrupted();
    while (replier.isAlive()) {
      try {
        replier.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    owner.ended(this);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void greet() throws IOException, WireException, InterruptedException {
    switch (greeting) {
      case PROPER -> converse(handshake.challenge());
      case NO_CHALLENGE -> discard();
      case EMPTY_NONCE -> discardAfter(SimulatorFrames.challenge(0));
      case SHORT_NONCE -> discardAfter(SimulatorFrames.challenge(31));
      case LONG_NONCE -> discardAfter(SimulatorFrames.challenge(33));
      case TWO_CHALLENGES -> {
        write(handshake.challenge());
        converse(handshake.challenge());
      }
      case GARBAGE -> discardAfter(SimulatorFrames.garbage());
      case ALLOW_INSTEAD -> discardAfter(SimulatorFrames.allow());
      case OVERSIZE -> discardAfter(SimulatorFrames.oversize(5));
      case HANG_UP -> owner.stats().ended("hung up");
      case HANG_UP_WITHIN_CHALLENGE ->
          write(ByteBuffer.wrap(SimulatorFrames.half(handshake.challenge().array())));
      case HANG_UP_AFTER_CHALLENGE -> write(handshake.challenge());
      case HANG_UP_AFTER_PROOF -> {
        write(handshake.challenge());
        prove(ByteBuffer.allocate(BUFFER_BYTES).flip());
      }
      case NEVER_READS -> {
        write(handshake.challenge());
        closed.await();
      }
      case NEVER_READS_QUERIES -> {
        write(handshake.challenge());
        if (prove(ByteBuffer.allocate(1).flip())) { // not a byte after the proof
          closed.await();
        }
      }
    }
  }

  private void converse(ByteBuffer challenge)
      throws IOException, WireException, InterruptedException {
    write(challenge);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
    if (!prove(buffer)) {
      return;
    }
    replier.start();
    FrameReader<ClientMessage> frames = FrameReader.ofRequests(WireLimits.MAX_PAYLOAD_BYTES);
    do {
      for (ClientMessage message = frames.read(buffer);
          message != null;
          message = frames.read(buffer)) {
        take(message);
      }
    } while (fill(buffer));
  }

  /** Returns false if the client disconnected before its proof was complete. */
  private boolean prove(ByteBuffer buffer) throws IOException, WireException {
    while (handshake.read(buffer) == null) {
      if (!fill(buffer)) {
        return false;
      }
    }
    proven = true;
    owner.stats().add(ConnectionStats.Event.PROVEN);
    return true;
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    if (count < 0) {
      owner.stats().ended("the client closed");
    }
    return count >= 0;
  }

  private void discardAfter(byte[] bytes) throws IOException, InterruptedException {
    write(ByteBuffer.wrap(bytes));
    discard();
  }

  private void discard() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (fill(buffer)) {
      // any failure of the script
    }
  }

  private void take(ClientMessage message) throws InterruptedException {
    owner.received(message);
    if (message instanceof PolicyQuery query) {
      ScriptedReply reply = owner.answer().answer(query);
      owner.stats().add(ConnectionStats.Event.QUERY);
      if (closed.getCount() == 0) {
        return; // the script closed it, and no thread sends replies any more
      }
      due.put(new Due(query, reply));
    }
  }

  private void runReplier() {
    try {
      while (true) {
        Due next = due.take();
        for (ScriptedReply.Step step : next.reply().steps()) {
          perform(next.query(), step);
        }
      }
    } catch (IOException e) {
      owner.stats().ended("write: " + e);
    } catch (ExecutionException e) {
      owner.stats().ended("hold: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end of this thread
    } finally {
      close(); // also when an allow could not be recorded
    }
  }

  private void perform(PolicyQuery query, ScriptedReply.Step step)
      throws IOException, InterruptedException, ExecutionException {
    if (step instanceof ScriptedReply.Answer answer) {
      owner.recordAllow(query, answer.response());
      write(ByteBuffer.wrap(SimulatorFrames.of(answer.response())));
      owner.stats().add(ConnectionStats.Event.ANSWERED);
    } else if (step instanceof ScriptedReply.Stray stray) {
      write(ByteBuffer.wrap(SimulatorFrames.of(stray.message())));
    } else if (step instanceof ScriptedReply.Raw raw) {
      write(ByteBuffer.wrap(raw.bytes()));
    } else if (step instanceof ScriptedReply.Hold hold) {
      CompletableFuture<?> until = hold.until().toCompletableFuture();
      until.get();
    } else {
      throw new IOException("the script closed the connection");
    }
  }

  /** Writes a whole frame, in pieces and at the pace of the script. */
  void write(ByteBuffer frame) throws IOException, InterruptedException {
    writing.lockInterruptibly();
    try {
      int end = frame.limit();
      while (frame.position() < end) {
        owner.throttle().awaitTurn();
        int piece = Math.min(end - frame.position(), owner.pieceBytes());
        frame.limit(frame.position() + piece);
        while (frame.hasRemaining()) {
          channel.write(frame);
        }
      }
    } finally {
      writing.unlock();
    }
  }
}
