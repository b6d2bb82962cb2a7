// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.socket;

import io.portcullis.adapter.assembly.internal.config.SdkSocketSettings;
import io.portcullis.adapter.assembly.internal.decision.CallDecider;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.ServerHandshake;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.ViolationAlert;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.PolicyViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an SDK. Queries are answered in their order, though they are decided at the
 * same time. One thread reads and writes; answers come from any.
 */
final class SdkSession {
  private static final Logger LOG = LoggerFactory.getLogger(SdkSession.class);
  private static final int BUFFER = 16 << 10;

  /** What a query weighs besides its bytes. */
  private static final int OVERHEAD = 256;

  /** What a session needs of the others. */
  interface Host {
    /** Decides a query, elsewhere; the turn is told once or more. */
    void decide(PolicyQuery query, PendingResponse turn);

    /** Takes an event, or loses it. */
    void event(EventReport event);

    /** Takes down how a call ended, elsewhere. */
    void report(ToolGate.Decision decision, ToolOutcome.Kind outcome);

    /** Has the one thread call {@link #work} soon. */
    void wake(SdkSession session);
  }

  /** A query in the line. */
  final class PendingResponse {
    private final long bytes;
    private @Nullable Written answer;
    private CallDecider.@Nullable PendingDecision asking;

    private PendingResponse(long bytes) {
      this.bytes = bytes;
    }

    /** What is under way for it, to be given up with the session. */
    void keepPending(CallDecider.PendingDecision newAsking) {
      boolean late;
      synchronized (lock) {
        asking = newAsking;
        late = closed;
      }
      if (late) {
        newAsking.cancel();
      }
    }

    /** Answers it; again does nothing. */
    void answer(CallDecider.Answer said) {
      boolean taken;
      synchronized (lock) {
        taken = !closed && answer == null;
        if (taken) {
          answer = written(said);
          writeAnsweredHead();
        }
      }
      if (taken) {
        host.wake(SdkSession.this);
      } else {
        undelivered(said.open());
      }
    }

    private static Written written(CallDecider.Answer said) {
      try {
        ByteBuffer frame = FrameEncoder.toClient(said.response());
        return new Written(frame, said.open(), said.response().decision() == Decision.ALLOW);
      } catch (WireException e) {
        LOG.warn("an answer does not fit a frame, so it is a plain denial: {}", e.getMessage());
        return new Written(plainDenial(), said.open(), false);
      }
    }

    private static ByteBuffer plainDenial() {
      try {
        return FrameEncoder.toClient(
            CallDecider.deny("the answer does not fit a frame").response());
      } catch (WireException e) {
        throw new IllegalStateException("a short text fits", e);
      }
    }
  }

  /** What is to be written; the gate is told of the open decision once that was. */
  private record Written(ByteBuffer frame, ToolGate.@Nullable Decision open, boolean allows) {}

  private final SocketChannel channel;
  private final Host host;
  private final SdkSocketSettings settings;
  private final ServerHandshake handshake;
  private final FrameReader<ClientMessage> reader;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
  private final Object lock = new Object();
  private final Deque<PendingResponse> turns = new ArrayDeque<>();
  private final Deque<Written> out = new ArrayDeque<>();
  private long pendingBytes;
  private long outBytes;
  private long partialBytes;
  private boolean closed;

  SdkSession(
      SocketChannel channel, Host host, SdkSocketSettings settings, ServerHandshake handshake) {
    this.channel = channel;
    this.host = host;
    this.settings = settings;
    this.handshake = handshake;
    reader = FrameReader.ofRequests(settings.maxPayload());
    out.add(new Written(handshake.challenge(), null, false));
  }

  boolean isProven() {
    return handshake.isDone();
  }

  boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  boolean wantsToRead() {
    synchronized (lock) {
      return hasRoom();
    }
  }

  private boolean hasRoom() {
    return turns.size() < settings.maxPending() && pendingBytes <= settings.maxQueued();
  }

  boolean wantsToWrite() {
    synchronized (lock) {
      return !out.isEmpty();
    }
  }

  /** Reads, takes and writes what it can; in the one thread. */
  void work(boolean readable) {
    boolean whole = false;
    try {
      take();
      if (readable && !in.hasRemaining() && wantsToRead()) {
        in.clear();
        int read = channel.read(in);
        in.flip();
        if (read < 0) {
          close("it has ended");
        } else {
          take();
        }
      }
      write();
      whole = true;
    } catch (WireException e) {
      close(e.getMessage());
      whole = true;
    } catch (IOException e) {
      close(e.toString());
      whole = true;
    } finally {
      if (!whole) {
        close("an error");
      }
    }
  }

  private void take() throws WireException {
    while (in.hasRemaining() && wantsToRead() && !isClosed()) {
      int before = in.position();
      if (!handshake.isDone()) {
        if (handshake.read(in) == null) {
          return;
        }
        continue;
      }
      ClientMessage message = reader.read(in);
      partialBytes += in.position() - before;
      if (message != null) {
        long bytes = partialBytes + OVERHEAD;
        partialBytes = 0;
        take(message, bytes);
      }
    }
  }

  private void take(ClientMessage message, long bytes) {
    switch (message.kind()) {
      case POLICY_QUERY -> {
        PendingResponse turn = new PendingResponse(bytes);
        synchronized (lock) {
          turns.add(turn);
          pendingBytes += bytes;
        }
        host.decide((PolicyQuery) message, turn);
      }
      case EVENT_REPORT -> {
        EventReport event = (EventReport) message;
        if (event.detail() instanceof PolicyViolation violation) {
          echo(new ViolationAlert(violation));
        }
        host.event(event);
      }
      case APPROVAL_RESPONSE, HEARTBEAT -> {} // without effect, as in aa-runtime
    }
  }

  private void echo(RuntimeMessage message) {
    try {
      ByteBuffer frame = FrameEncoder.toClient(message);
      synchronized (lock) {
        out.add(new Written(frame, null, false));
        outBytes += frame.remaining();
      }
    } catch (WireException e) {
      LOG.debug("a violation is not echoed", e);
    }
  }

  /** Moves what is answered at the head of the line to what is written. */
  private void writeAnsweredHead() {
    for (PendingResponse head = turns.peek();
        head != null && head.answer != null;
        head = turns.peek()) {
      turns.remove();
      pendingBytes -= head.bytes;
      out.add(head.answer);
      outBytes += head.answer.frame().remaining();
    }
  }

  private void write() throws IOException {
    while (true) {
      Written next;
      synchronized (lock) {
        if (closed) {
          return;
        }
        next = out.peek();
      }
      if (next == null) {
        return;
      }
      int written = channel.write(next.frame());
      boolean all = !next.frame().hasRemaining();
      boolean tooMuch;
      synchronized (lock) {
        outBytes -= written;
        if (all && !closed) {
          out.remove();
        }
        tooMuch = outBytes > settings.maxQueued();
      }
      if (all && next.open() != null) {
        // The tool runs on the other side; that the answer was given is all that is known here.
        host.report(
            next.open(), next.allows() ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
      }
      if (tooMuch) {
        close("it does not read its answers");
      }
      if (!all) {
        return;
      }
    }
  }

  private void undelivered(ToolGate.@Nullable Decision open) {
    if (open != null) {
      host.report(open, ToolOutcome.Kind.DENIED);
    }
  }

  /** Ends it: what waits is given up, and what was not written counts as denied. */
  void close(@Nullable String why) {
    List<CallDecider.PendingDecision> waiting = new ArrayList<>();
    List<Written> lost;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      turns.forEach(
          turn -> {
            if (turn.answer != null) {
              out.add(turn.answer);
            } else if (turn.asking != null) {
              waiting.add(turn.asking);
            }
          });
      lost = List.copyOf(out);
      turns.clear();
      out.clear();
    }
    LOG.debug("a connection is closed: {}", why);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a connection did not close well", e);
    }
    waiting.forEach(CallDecider.PendingDecision::cancel);
    lost.forEach(written -> undelivered(written.open()));
  }
}
