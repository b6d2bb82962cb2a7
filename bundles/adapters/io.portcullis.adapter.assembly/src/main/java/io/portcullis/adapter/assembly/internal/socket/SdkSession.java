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
 * One connection of an SDK. Queries are decided concurrently and answered in their order. A single
 * thread reads and writes; answers come from any thread.
 */
final class SdkSession {
  private static final Logger LOG = LoggerFactory.getLogger(SdkSession.class);
  private static final int BUFFER = 16 << 10;

  /** The weight of a query beyond its bytes. */
  private static final int OVERHEAD = 256;

  /** The environment of a session. */
  interface Host {
    /** Decides a query in another thread; the turn receives the answer once or more. */
    void decide(PolicyQuery query, PendingResponse turn);

    /** Records an event, or drops it. */
    void event(EventReport event);

    /** Records the end of a call, in another thread. */
    void report(ToolGate.Decision decision, ToolOutcome.Kind outcome);

    /** Makes the I/O thread call {@link #work} soon. */
    void wake(SdkSession session);
  }

  /** A query that awaits its answer. */
  final class PendingResponse {
    private final long bytes;
    private @Nullable Written answer;
    private CallDecider.@Nullable PendingDecision asking;

    private PendingResponse(long bytes) {
      this.bytes = bytes;
    }

    /** The pending decision, to be cancelled with the session. */
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

    /** Answers the query; a second answer has no effect. */
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
        LOG.warn(
            "An answer does not fit a frame, so a plain denial is sent instead: {}",
            e.getMessage());
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

  /** A frame to be written; the gate is notified of the open decision afterwards. */
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

  /** Reads and writes as much as possible; called by the I/O thread. */
  void work(boolean readable) {
    boolean whole = false;
    try {
      exchange(readable);
      whole = true;
    } finally {
      if (!whole) {
        close("an error");
      }
    }
  }

  private void exchange(boolean readable) {
    try {
      take();
      if (readable && !in.hasRemaining() && wantsToRead()) {
        read();
      }
      write();
    } catch (WireException e) {
      close(e.getMessage());
    } catch (IOException e) {
      close(e.toString());
    }
  }

  private void read() throws IOException, WireException {
    in.clear();
    int read = channel.read(in);
    in.flip();
    if (read < 0) {
      close("the SDK closed the connection");
    } else {
      take();
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
      case POLICY_QUERY -> decide((PolicyQuery) message, bytes);
      case EVENT_REPORT -> report((EventReport) message);
      case APPROVAL_RESPONSE, HEARTBEAT -> {} // without effect, as in aa-runtime
    }
  }

  private void decide(PolicyQuery query, long bytes) {
    PendingResponse turn = new PendingResponse(bytes);
    synchronized (lock) {
      turns.add(turn);
      pendingBytes += bytes;
    }
    host.decide(query, turn);
  }

  private void report(EventReport event) {
    if (event.detail() instanceof PolicyViolation violation) {
      echo(new ViolationAlert(violation));
    }
    host.event(event);
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

  /** Moves the answered queries at the head of the line to the write queue. */
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
    for (Written next = nextToWrite(); next != null; next = nextToWrite()) {
      int written = channel.write(next.frame());
      boolean all = !next.frame().hasRemaining();
      boolean tooMuch = removeWritten(written, all);
      if (all && next.open() != null) {
        // The tool runs in the agent's process, so only the delivery of the answer is known here.
        host.report(
            next.open(), next.allows() ? ToolOutcome.Kind.COMPLETED : ToolOutcome.Kind.DENIED);
      }
      if (tooMuch) {
        close("the SDK does not read its answers");
      }
      if (!all) {
        return;
      }
    }
  }

  private @Nullable Written nextToWrite() {
    synchronized (lock) {
      return closed ? null : out.peek();
    }
  }

  /** Removes bytes from the write queue; returns whether too many are left. */
  private boolean removeWritten(int bytes, boolean wholeFrame) {
    synchronized (lock) {
      outBytes -= bytes;
      if (wholeFrame && !closed) {
        out.remove();
      }
      return outBytes > settings.maxQueued();
    }
  }

  private void undelivered(ToolGate.@Nullable Decision open) {
    if (open != null) {
      host.report(open, ToolOutcome.Kind.DENIED);
    }
  }

  /** Ends the session: pending decisions are cancelled, and unwritten answers count as denials. */
  void close(@Nullable String why) {
    List<CallDecider.PendingDecision> waiting = new ArrayList<>();
    List<Written> lost;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      turns.forEach(turn -> end(turn, waiting));
      lost = List.copyOf(out);
      turns.clear();
      out.clear();
    }
    LOG.debug("Closing a connection: {}", why);
    closeChannel();
    waiting.forEach(CallDecider.PendingDecision::cancel);
    lost.forEach(written -> undelivered(written.open()));
  }

  /** Adds the answer to the write queue, or the pending decision; to be called under the lock. */
  private void end(PendingResponse turn, List<CallDecider.PendingDecision> waiting) {
    if (turn.answer != null) {
      out.add(turn.answer);
    } else if (turn.asking != null) {
      waiting.add(turn.asking);
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A connection did not close cleanly", e);
    }
  }
}
