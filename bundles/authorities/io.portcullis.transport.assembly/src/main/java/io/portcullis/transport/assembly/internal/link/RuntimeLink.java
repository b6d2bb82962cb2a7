// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.FrameReader;
import io.portcullis.assembly.wire.handshake.AgentKey;
import io.portcullis.assembly.wire.handshake.ClientHandshake;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.transport.assembly.internal.approval.RuntimeApprovals;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.mapping.QueryMapper;
import io.portcullis.transport.assembly.internal.mapping.ResponseMapper;
import io.portcullis.transport.assembly.internal.mapping.UnsupportedCallException;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import io.portcullis.transport.assembly.internal.thread.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a runtime, from the challenge to its end. It is up once a first query was
 * answered. Answers are matched to queries by their order alone, so queries go out in batches, and
 * answers are held until the whole batch is answered: after a lost answer none of them is certain.
 * Doubt about the order ends the connection. Pending queries then stay pending until {@link
 * #failPending()}, because they may only be failed once nobody finds the link any more.
 * Thread-safe; never blocks.
 */
public final class RuntimeLink implements RuntimeTransport, SelectorLoop.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeLink.class);

  private static final int BUFFER_BYTES = 16 << 10;

  /** After so many full buffers others have their turn. */
  private static final int MOST_READS = 16;

  /** Whoever has made the link; is called without a lock and must not block. */
  public interface Owner {
    /** It can be asked. */
    void up(RuntimeLink link);

    /** It cannot be asked any more. Called once. */
    void ended(RuntimeLink link, String why);

    /** A denial came with redactions, of which its verdict tells nothing. */
    void deniedWithRedactions(ToolCall call, RuntimeDecision decision);
  }

  private enum Stage {
    GREETED,
    PROBED,
    UP,
    ENDED
  }

  /** An answer that is held until its batch is answered and the round of reads is over. */
  private record Given(PendingQuery turn, RuntimeDecision decision) {}

  private final SocketChannel channel;
  private final LinkSettings settings;
  private final QueryMapper mapper;
  private final LinkTime time;
  private final Executor threads;
  private final SelectorLoop loop;
  private final RuntimeApprovals approvals;
  private final LinkCounts counts;
  private final Owner owner;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientHandshake handshake;
  private final FrameReader<RuntimeMessage> reader =
      FrameReader.ofAnswers(WireLimits.MAX_PAYLOAD_BYTES);
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final PendingQueries line;
  private final WriteQueue outbound = new WriteQueue();
  private final List<Given> given = new ArrayList<>();
  private Stage stage = Stage.GREETED;
  private @Nullable SelectionKey key;
  private LinkTime.@Nullable Alarm alarm;
  private long alarmAt;
  private String end = "";
  private String endWord = RuntimeDecision.CHANNEL_CLOSED;
  private boolean announced;
  private int delivering;

  public RuntimeLink(
      SocketChannel channel,
      LinkSettings settings,
      AgentKey agentKey,
      LinkThreading threading,
      RuntimeApprovals approvals,
      LinkCounts counts,
      Owner owner) {
    this.channel = channel;
    this.settings = settings;
    this.mapper = new QueryMapper(settings.org(), settings.team(), settings.agentId());
    this.time = threading.time();
    this.threads = threading.threads();
    this.loop = threading.loop();
    this.approvals = approvals;
    this.counts = counts;
    this.owner = owner;
    handshake = new ClientHandshake(agentKey, settings.sdkVersion());
    line = new PendingQueries(settings.maxPendingQueries());
  }

  /** Waits for the challenge from now on. */
  public void start() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      if (stage == Stage.ENDED) {
        return;
      }
      armAt(time.nanos() + settings.connectTimeout().toNanos());
      key = loop.register(channel, this);
    } catch (IOException e) {
      fail("the connection cannot be watched: " + e.getMessage());
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  @Override
  public CompletionStage<RuntimeDecision> query(ToolCall call) {
    ByteBuffer frame;
    try {
      frame = FrameEncoder.toRuntime(mapper.query(call));
    } catch (UnsupportedCallException | WireException e) {
      return now(call, RuntimeDecision.ERROR, "the call cannot be asked about: " + e.getMessage());
    }
    Duration left = timeFor(call);
    if (left.isZero() || left.isNegative()) {
      return now(call, RuntimeDecision.QUERY_FAILED, "the deadline of the call has passed");
    }
    List<Runnable> after = new ArrayList<>(2);
    CompletionStage<RuntimeDecision> answer;
    lock.lock();
    try {
      if (line.isEmpty() && stage == Stage.UP) {
        takeIn(after); // what has come by now answers nothing that is asked from now on
      }
      answer =
          stage == Stage.UP
              ? ask(call, frame, left)
              : now(call, endWord, end.isEmpty() ? "not connected yet" : end);
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
    return answer;
  }

  private Duration timeFor(ToolCall call) {
    Instant deadline = call.deadline();
    Instant now = time.now();
    if (deadline == null || deadline.isAfter(now.plus(settings.queryTimeout()))) {
      return settings.queryTimeout();
    }
    return Duration.between(now, deadline);
  }

  private static CompletableFuture<RuntimeDecision> now(ToolCall call, String word, String reason) {
    return CompletableFuture.completedFuture(RuntimeDecision.of(call, word, reason, ""));
  }

  private CompletionStage<RuntimeDecision> ask(ToolCall call, ByteBuffer frame, Duration left) {
    if (line.isFull()) {
      return now(
          call, RuntimeDecision.QUERY_FAILED, line.size() + " queries wait for an answer already");
    }
    long waiting = outbound.bytes() + line.unsentBytes();
    if (waiting > 0 && waiting + frame.remaining() > settings.maxQueuedBytes()) {
      return now(call, RuntimeDecision.QUERY_FAILED, waiting + " bytes wait to be written already");
    }
    PendingQuery turn = new PendingQuery(call, time.nanos() + left.toNanos());
    armAt(turn.due());
    if (line.isEmpty()) {
      send(turn, frame);
      flush();
    } else {
      line.enqueue(turn, frame);
    }
    return turn.answer();
  }

  private void send(PendingQuery turn, ByteBuffer frame) {
    outbound.add(frame, turn);
    line.add(turn, time.nanos());
  }

  /** Sends the queries that waited for the batch before them. */
  private void sendNextBatch() {
    if (stage == Stage.UP && line.isEmpty()) {
      line.takeNextBatch().forEach(each -> send(each.turn(), each.frame()));
      flush();
    }
  }

  /**
   * Tells the runtime something, if it is connected and little else waits to be written.
   *
   * @return false if it was not taken
   */
  public boolean tell(ClientMessage message) {
    ByteBuffer frame;
    try {
      frame = FrameEncoder.toRuntime(message);
    } catch (WireException e) {
      LOG.debug("an event cannot be told", e);
      return false;
    }
    List<Runnable> after = new ArrayList<>();
    boolean taken = false;
    lock.lock();
    try {
      if (stage == Stage.UP
          && outbound.bytes() + frame.remaining() <= settings.maxQueuedEventBytes()) {
        outbound.add(frame, null);
        taken = true;
        flush();
      }
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
    return taken;
  }

  @Override
  public void ready(List<Runnable> after) {
    lock.lock();
    try {
      takeIn(after);
      flush();
    } catch (RuntimeException | LinkageError e) { // whatever it is, it must not end the loop
      LOG.error("the link failed", e);
      fail("the link failed: " + e);
    } finally {
      announceEnd(after);
      lock.unlock();
    }
  }

  private void takeIn(List<Runnable> after) {
    try {
      for (int n = 0; n < MOST_READS && stage != Stage.ENDED; n++) {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
          reader.end();
          fail("the runtime closed the connection" + where());
        } else {
          buffer.flip();
          take(after);
          if (count < BUFFER_BYTES) {
            break;
          }
        }
      }
    } catch (WireException e) {
      fail("the runtime broke the protocol" + where() + ": " + e.getMessage());
    } catch (IOException e) {
      fail("the connection cannot be read: " + e.getMessage());
    } finally {
      give(after);
      sendNextBatch();
    }
  }

  private String where() {
    return switch (stage) {
      case GREETED -> " before its challenge was complete";
      case PROBED -> " before it answered the first query";
      case UP, ENDED -> "";
    };
  }

  private void take(List<Runnable> after) throws WireException {
    if (stage == Stage.GREETED) {
      ByteBuffer proof = handshake.read(buffer);
      if (proof == null) {
        return;
      }
      stage = Stage.PROBED;
      probe(proof);
    }
    for (RuntimeMessage message = reader.read(buffer);
        message != null && stage != Stage.ENDED;
        message = reader.read(buffer)) {
      took(message, after);
    }
  }

  private void probe(ByteBuffer proof) throws WireException {
    ToolCall call = ToolCall.of(QueryMapper.PROBE, "{}");
    PolicyQuery query;
    try {
      query = mapper.query(call);
    } catch (UnsupportedCallException e) {
      throw new IllegalStateException("a call without arguments can be asked about", e);
    }
    PendingQuery turn = new PendingQuery(call, time.nanos() + settings.queryTimeout().toNanos());
    outbound.add(proof, null);
    send(turn, FrameEncoder.toRuntime(query));
    disarm();
    armAt(turn.due());
    flush();
  }

  private void took(RuntimeMessage message, List<Runnable> after) {
    switch (message.kind()) {
      case POLICY_RESPONSE -> answered((PolicyResponse) message, after);
      case APPROVAL_DECISION -> {
        if (!approvals.decided((ApprovalNotice) message)) {
          counts.add(LinkCounts.Event.STRAY_APPROVAL);
        }
      }
      case ACK -> counts.add(LinkCounts.Event.ACK);
      case VIOLATION_ALERT -> counts.add(LinkCounts.Event.VIOLATION_ALERT);
      case UNKNOWN -> counts.add(LinkCounts.Event.UNKNOWN_FRAME);
    }
  }

  private void answered(PolicyResponse response, List<Runnable> after) {
    PendingQuery turn = line.next();
    if (turn == null || !turn.isSent()) {
      conflict("the runtime gave an answer that belongs to no query");
    } else if (stage == Stage.PROBED) {
      stage = Stage.UP;
      line.finish();
      counts.add(LinkCounts.Event.CONNECTED);
      disarm();
      after.add(() -> owner.up(this));
    } else if (turn.answer().isDone()) {
      counts.add(LinkCounts.Event.LATE_ANSWER);
    } else {
      given.add(new Given(turn, decision(turn.call(), response)));
    }
  }

  /** The whole link comes to doubt: no answer of this round counts, nor any that is missing. */
  private void conflict(String why) {
    counts.add(LinkCounts.Event.STRAY_ANSWER);
    endWord = RuntimeDecision.CONFLICT;
    fail(why);
  }

  private RuntimeDecision decision(ToolCall call, PolicyResponse response) {
    RuntimeDecision decision = ResponseMapper.decision(call, response, settings.approvalTimeout());
    if (!RuntimeDecision.PENDING.equals(decision.decision())) {
      return decision;
    }
    return switch (approvals.expect(call, decision.approvalId())) {
      case KEPT -> decision;
      case FULL ->
          RuntimeDecision.of(
              call, RuntimeDecision.ERROR, "too many approvals are waited for already", "");
      case TWICE -> {
        conflict("the runtime named one approval for two calls");
        yield decision; // which the conflict overrides
      }
    };
  }

  private void give(List<Runnable> after) {
    if (endWord.equals(RuntimeDecision.CONFLICT)) {
      giveConflict(end);
    } else if (stage == Stage.ENDED && !line.isComplete() && isDenialHeld()) {
      giveConflict(end + "; " + uncertainDenial());
    } else if (!line.isComplete()) {
      return; // an answer may be missing, and then the others belong to other queries
    }
    for (Given each : given) {
      RuntimeDecision decision = each.decision;
      if (isFinal(decision)) {
        delivering++;
        after.add(() -> deliver(each));
      } else {
        after.add(() -> each.turn.answer().complete(decision));
      }
      if (!decision.redactions().isEmpty() && RuntimeDecision.DENY.equals(decision.decision())) {
        after.add(() -> owner.deniedWithRedactions(each.turn.call(), decision));
      }
    }
    given.clear();
    line.finish();
  }

  private void giveConflict(String why) {
    given.clear();
    for (PendingQuery turn : line.finish()) {
      given.add(
          new Given(turn, RuntimeDecision.of(turn.call(), RuntimeDecision.CONFLICT, why, "")));
    }
  }

  private boolean isDenialHeld() {
    return given.stream().anyMatch(each -> isFinal(each.decision));
  }

  private String uncertainDenial() {
    return "queries asked together were not all answered, and one answer was a denial";
  }

  /** A no that holds in every mode; the end of a link is a fault, which does not. */
  private static boolean isFinal(RuntimeDecision decision) {
    return RuntimeDecision.DENY.equals(decision.decision())
        || RuntimeDecision.CONFLICT.equals(decision.decision());
  }

  private void deliver(Given each) {
    List<Runnable> after = new ArrayList<>(1);
    try {
      each.turn.answer().complete(each.decision);
    } finally {
      lock.lock();
      try {
        delivering--;
        announceEnd(after);
      } finally {
        lock.unlock();
      }
    }
    after.forEach(Runnable::run);
  }

  /**
   * Tells the owner of the end, once. Not before every denial that has come is where it belongs:
   * the departure of the link would make faults of them, and a lenient mode lets faults through.
   * Whoever holds up a denial holds up the departure no longer than an answer may take; nothing is
   * asked meanwhile.
   */
  private void announceEnd(List<Runnable> after) {
    if (stage != Stage.ENDED || announced) {
      return;
    }
    give(after);
    if (delivering == 0) {
      announced = true;
      String why = end;
      disarm();
      after.add(() -> owner.ended(this, why));
    } else if (alarm == null) {
      alarm = time.after(settings.queryTimeout(), this::announceAnyway);
    }
  }

  private void announceAnyway() {
    List<Runnable> after = new ArrayList<>(1);
    lock.lock();
    try {
      alarm = null;
      delivering = 0;
      announceEnd(after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  private void flush() {
    if (stage == Stage.ENDED) {
      return;
    }
    try {
      boolean all = outbound.flush(channel);
      if (key != null) {
        loop.wantWrite(key, !all);
      }
    } catch (IOException e) {
      fail("the connection cannot be written: " + e.getMessage());
    }
  }

  /** Has {@link #overdue()} called then, if it would not be before. */
  private void armAt(long due) {
    if (alarm == null || due - alarmAt < 0) {
      disarm();
      alarmAt = due;
      alarm = time.after(Duration.ofNanos(Math.max(0, due - time.nanos())), this::overdue);
    }
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void overdue() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      alarm = null;
      switch (stage) {
        case GREETED -> {
          long wait = settings.connectTimeout().toMillis();
          if (alarmAt - time.nanos() > 0) {
            armAt(alarmAt);
          } else {
            fail("the runtime sent no challenge within " + wait + " ms");
          }
        }
        case PROBED, UP -> giveUpDue(after);
        case ENDED -> {
          // nothing is waited for any more
        }
      }
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
  }

  private void giveUpDue(List<Runnable> after) {
    long now = time.nanos();
    boolean denied = isDenialHeld();
    for (PendingQuery turn : line.abandonDue(now)) {
      String word = denied ? RuntimeDecision.CONFLICT : RuntimeDecision.QUERY_FAILED;
      String why = denied ? uncertainDenial() : "the runtime did not answer in time";
      RuntimeDecision decision = RuntimeDecision.of(turn.call(), word, why, "");
      after.add(() -> turn.answer().complete(decision));
    }
    long longest = settings.maxUnanswered().toNanos();
    if (stage == Stage.PROBED && line.abandoned() > 0) {
      fail(
          "the runtime did not answer the first query within %d ms"
              .formatted(settings.queryTimeout().toMillis()));
    } else if (line.abandoned() > settings.maxUnansweredQueries()) {
      fail(line.abandoned() + " queries were not answered in time");
    } else if (line.isOverdue(now, longest)) {
      fail(
          "the oldest query had no answer for %d ms; its answer may be lost"
              .formatted(settings.maxUnanswered().toMillis()));
    } else {
      Long next = line.nextDue(longest);
      if (next != null) {
        armAt(next);
      }
    }
  }

  private void fail(String why) {
    if (stage == Stage.ENDED) {
      return;
    }
    stage = Stage.ENDED;
    end = why;
    disarm();
    outbound.clear();
    loop.close(channel);
  }

  /** Ends the connection because nobody wants it any more. */
  public void shutDown() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      if (stage != Stage.ENDED) {
        endWord = RuntimeDecision.SHUTDOWN;
        fail("the transport was closed");
      }
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  public boolean isUp() {
    lock.lock();
    try {
      return stage == Stage.UP;
    } finally {
      lock.unlock();
    }
  }

  /** Fails whatever waits. To be called after the end, once nobody finds the link any more. */
  public void failPending() {
    List<PendingQuery> all;
    String word;
    String why;
    lock.lock();
    try {
      all = line.clear();
      word = endWord;
      why = end;
    } finally {
      lock.unlock();
    }
    for (PendingQuery turn : all) {
      if (!turn.answer().isDone()) {
        RuntimeDecision decision = RuntimeDecision.of(turn.call(), word, why, "");
        threads.execute(() -> turn.answer().complete(decision));
      }
    }
    approvals.connectionEnded(why);
  }

  /** How many places are in the line. */
  public int pending() {
    lock.lock();
    try {
      return line.size();
    } finally {
      lock.unlock();
    }
  }
}
