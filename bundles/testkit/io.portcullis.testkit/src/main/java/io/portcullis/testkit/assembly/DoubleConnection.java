// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.assembly;

import io.portcullis.assembly.wire.AgentKey;
import io.portcullis.assembly.wire.ClientMessage;
import io.portcullis.assembly.wire.FrameReader;
import io.portcullis.assembly.wire.PolicyQuery;
import io.portcullis.assembly.wire.ServerHandshake;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
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

/** One connection of a double: a thread that reads and one that replies, both gone at its end. */
final class DoubleConnection {
  private static final int BUFFER_BYTES = 64 << 10;

  /** When so many queries wait for their replies, reading waits too. */
  private static final int OPEN_REPLIES = 1_024;

  private record Due(PolicyQuery query, Reply reply) {}

  private final RuntimeDouble owner;
  private final SocketChannel channel;
  private final Greeting greeting;
  private final ServerHandshake handshake;
  private final Thread reader;
  private final Thread replier;
  private final BlockingQueue<Due> due = new ArrayBlockingQueue<>(OPEN_REPLIES);
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean proven;

  DoubleConnection(RuntimeDouble owner, SocketChannel channel, AgentKey key, SecureRandom random) {
    this.owner = owner;
    this.channel = channel;
    greeting = owner.greeting();
    handshake = new ServerHandshake(key, random);
    reader = new Thread(this::runReader, "runtime-double-reader");
    reader.setDaemon(true);
    replier = new Thread(this::runReplier, "runtime-double-replier");
    replier.setDaemon(true);
  }

  void start() {
    reader.start();
  }

  boolean isProven() {
    return proven;
  }

  /** Ends the connection, whatever its threads wait for; they end by themselves after it. */
  void close() {
    closed.countDown();
    closeChannel();
    for (Thread thread : List.of(reader, replier)) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  /** Waits for the threads, unless one of them is the caller. */
  void awaitEnd() throws InterruptedException {
    if (Thread.currentThread() != reader && Thread.currentThread() != replier) {
      reader.join();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      owner.tally().ended("close: " + e);
    }
  }

  private void runReader() {
    try {
      greet();
    } catch (WireException e) {
      owner.tally().add(Tally.Event.REFUSED);
      owner.tally().ended("refused: " + e.getMessage());
    } catch (IOException e) {
      owner.tally().ended("read: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end of this thread
    } finally {
      close();
      end();
    }
  }

  /** Whoever closes interrupts, perhaps again; the other thread has to end all the same. */
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
      case EMPTY_NONCE -> discardAfter(Frames.challenge(0));
      case SHORT_NONCE -> discardAfter(Frames.challenge(31));
      case LONG_NONCE -> discardAfter(Frames.challenge(33));
      case TWO_CHALLENGES -> {
        write(handshake.challenge());
        converse(handshake.challenge());
      }
      case GARBAGE -> discardAfter(Frames.garbage());
      case ALLOW_INSTEAD -> discardAfter(Frames.allow());
      case OVERSIZE -> discardAfter(Frames.oversize(5));
      case HANG_UP -> owner.tally().ended("hung up");
      case HANG_UP_WITHIN_CHALLENGE ->
          write(ByteBuffer.wrap(Frames.half(handshake.challenge().array())));
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
        if (prove(ByteBuffer.allocate(1).flip())) { // not a byte behind the proof
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

  /** False if the client went away before its proof was complete. */
  private boolean prove(ByteBuffer buffer) throws IOException, WireException {
    while (handshake.read(buffer) == null) {
      if (!fill(buffer)) {
        return false;
      }
    }
    proven = true;
    owner.tally().add(Tally.Event.PROVEN);
    return true;
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    if (count < 0) {
      owner.tally().ended("the client closed");
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
      // whatever it is
    }
  }

  private void take(ClientMessage message) throws InterruptedException {
    owner.received(message);
    if (message instanceof PolicyQuery query) {
      Reply reply = owner.answer().answer(query);
      owner.tally().add(Tally.Event.QUERY);
      if (closed.getCount() == 0) {
        return; // the script closed it, and nobody takes replies any more
      }
      due.put(new Due(query, reply));
    }
  }

  private void runReplier() {
    try {
      while (true) {
        Due next = due.take();
        for (Reply.Step step : next.reply().steps()) {
          perform(next.query(), step);
        }
      }
    } catch (IOException e) {
      owner.tally().ended("write: " + e);
    } catch (ExecutionException e) {
      owner.tally().ended("hold: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end of this thread
    } finally {
      close(); // also when an allow could not be taken down
    }
  }

  private void perform(PolicyQuery query, Reply.Step step)
      throws IOException, InterruptedException, ExecutionException {
    if (step instanceof Reply.Answer answer) {
      owner.takeDown(query, answer.response());
      write(ByteBuffer.wrap(Frames.of(answer.response())));
      owner.tally().add(Tally.Event.ANSWERED);
    } else if (step instanceof Reply.Stray stray) {
      write(ByteBuffer.wrap(Frames.of(stray.message())));
    } else if (step instanceof Reply.Raw raw) {
      write(ByteBuffer.wrap(raw.bytes()));
    } else if (step instanceof Reply.Hold hold) {
      CompletableFuture<?> until = hold.until().toCompletableFuture();
      until.get();
    } else {
      throw new IOException("the script hangs up");
    }
  }

  /** A whole frame, in pieces and at the pace of the script. */
  void write(ByteBuffer frame) throws IOException, InterruptedException {
    writing.lockInterruptibly();
    try {
      int end = frame.limit();
      while (frame.position() < end) {
        owner.pace().awaitTurn();
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
