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
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.transport.assembly.internal.approval.RuntimeApprovals;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.mapping.QueryMapper;
import io.portcullis.transport.assembly.internal.mapping.UnsupportedCallException;
import io.portcullis.transport.assembly.internal.query.PendingQueries;
import io.portcullis.transport.assembly.internal.query.PendingQuery;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.LinkTime;
import io.portcullis.transport.assembly.internal.thread.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a runtime, from the challenge to its end. The link is up once a first query was
 * answered. Only their order matches answers to queries. Therefore queries go out in batches, and
 * answers are held until the whole batch is answered. Any doubt about the order ends the
 * connection. Pending queries then stay pending until {@link #failPending()}: they may only be
 * failed after the link is unregistered. Thread-safe; never blocks.
 */
public final class RuntimeLink implements RuntimeTransport, SelectorLoop.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeLink.class);

  /** The number of full buffers to read before other links have their turn. */
  private static final int MAX_READS = 16;

  /** The owner of a link. Its methods are called without a lock and must not block. */
  public interface Owner {
    /** The link accepts queries. */
    void up(RuntimeLink link);

    /** The link accepts no more queries. Called once. */
    void ended(RuntimeLink link, String why);

    /** A denial carried redactions, which its verdict does not show. */
    void deniedWithRedactions(ToolCall call, RuntimeDecision decision);
  }

  private final LinkSettings settings;
  private final QueryMapper mapper;
  private final LinkTime time;
  private final Executor threads;
  private final RuntimeApprovals approvals;
  private final Owner owner;

  private final ReentrantLock lock = new ReentrantLock();
  private final ClientHandshake handshake;
  private final FrameReader<RuntimeMessage> reader =
      FrameReader.ofAnswers(WireLimits.MAX_PAYLOAD_BYTES);
  private final LinkSocket socket;
  private final LinkTimer timer;
  private final LinkState state;
  private final PendingQueries queries;
  private final HeldAnswers answers;
  private final AnswerDeadlines deadlines;
  private final QuerySender sender;
  private final MessageHandler messages;
  private boolean endAnnounced;
  private int deliveringDenials;

  public RuntimeLink(
      SocketChannel channel,
      LinkSettings settings,
      AgentKey agentKey,
      LinkThreading threading,
      RuntimeApprovals approvals,
      LinkCounts counts,
      Owner owner) {
    this.settings = settings;
    this.mapper = new QueryMapper(settings.org(), settings.team(), settings.agentId());
    this.time = threading.time();
    this.threads = threading.threads();
    this.approvals = approvals;
    this.owner = owner;
    handshake = new ClientHandshake(agentKey, settings.sdkVersion());
    socket = new LinkSocket(channel, threading.loop());
    timer = new LinkTimer(time, this::deadlineReached);
    state = new LinkState(socket, timer);
    queries = new PendingQueries(settings.maxPendingQueries());
    answers = new HeldAnswers(queries, state);
    deadlines = new AnswerDeadlines(settings, queries, state, timer);
    sender = new QuerySender(settings, time, queries, socket, timer, state);
    messages =
        new MessageHandler(queries, answers, state, approvals, settings.approvalTimeout(), counts);
  }

  /** Starts to wait for the challenge. */
  public void start() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      if (state.hasEnded()) {
        return;
      }
      timer.setFor(time.nanos() + settings.connectTimeout().toNanos());
      socket.register(this);
    } catch (IOException e) {
      state.fail("the selector did not accept the connection: " + e.getMessage());
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
      return QuerySender.answer(
          call, RuntimeDecision.ERROR, "cannot ask the runtime about this call: " + e.getMessage());
    }
    Duration timeout = sender.timeoutOf(call);
    if (timeout.isZero() || timeout.isNegative()) {
      return QuerySender.answer(
          call, RuntimeDecision.QUERY_FAILED, "the deadline of the call has passed");
    }
    List<Runnable> after = new ArrayList<>(2);
    CompletionStage<RuntimeDecision> answer;
    lock.lock();
    try {
      if (queries.isEmpty() && state.isUp()) {
        receive(after); // bytes that have arrived by now cannot answer this query
      }
      answer = state.isUp() ? sender.ask(call, frame, timeout) : notUp(call);
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
    return answer;
  }

  private CompletionStage<RuntimeDecision> notUp(ToolCall call) {
    String why = state.reason().isEmpty() ? "not connected yet" : state.reason();
    return QuerySender.answer(call, state.word(), why);
  }

  /**
   * Sends an event to the runtime, if the link is up and few bytes wait to be written.
   *
   * @return false if the event was dropped
   */
  public boolean report(ClientMessage message) {
    ByteBuffer frame;
    try {
      frame = FrameEncoder.toRuntime(message);
    } catch (WireException e) {
      LOG.debug("Cannot encode an event for the runtime; it is dropped", e);
      return false;
    }
    List<Runnable> after = new ArrayList<>();
    boolean sent;
    lock.lock();
    try {
      sent = sender.report(frame);
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
    return sent;
  }

  @Override
  public void ready(List<Runnable> after) {
    lock.lock();
    try {
      receive(after);
      sender.flush();
    } catch (RuntimeException | LinkageError e) { // no failure of one link may end the loop
      LOG.error("The link to the runtime failed; it is closed", e);
      state.fail("the link failed: " + e);
    } finally {
      announceEnd(after);
      lock.unlock();
    }
  }

  private void receive(List<Runnable> after) {
    try {
      int count = LinkSocket.BUFFER_BYTES;
      for (int n = 0; n < MAX_READS && count == LinkSocket.BUFFER_BYTES && !state.hasEnded(); n++) {
        count = socket.read();
        if (count < 0) {
          reader.end();
          state.fail("the runtime closed the connection" + state.phase());
        } else {
          handle(socket.received(), after);
        }
      }
    } catch (WireException e) {
      state.fail("the runtime broke the protocol" + state.phase() + ": " + e.getMessage());
    } catch (IOException e) {
      state.fail("the connection cannot be read: " + e.getMessage());
    } finally {
      release(after);
      sender.sendNextBatch();
    }
  }

  private void handle(ByteBuffer received, List<Runnable> after) throws WireException {
    if (state.stage() == LinkState.Stage.HANDSHAKE) {
      ByteBuffer proof = handshake.read(received);
      if (proof == null) {
        return;
      }
      state.probed();
      sender.probe(proof, mapper);
    }
    boolean wasUp = state.isUp();
    for (RuntimeMessage message = reader.read(received);
        message != null && !state.hasEnded();
        message = reader.read(received)) {
      messages.handle(message);
      if (!wasUp && state.isUp()) {
        wasUp = true;
        after.add(() -> owner.up(this));
      }
    }
  }

  /** Adds the delivery of the answers that are certain by now. */
  private void release(List<Runnable> after) {
    for (HeldAnswers.Answer answer : answers.release()) {
      if (answer.isFinal()) {
        deliveringDenials++;
        after.add(() -> deliverDenial(answer));
      } else {
        after.add(answer::deliver);
      }
      if (answer.isDenial() && !answer.decision().redactions().isEmpty()) {
        after.add(() -> owner.deniedWithRedactions(answer.query().call(), answer.decision()));
      }
    }
  }

  private void deliverDenial(HeldAnswers.Answer answer) {
    List<Runnable> after = new ArrayList<>(1);
    try {
      answer.deliver();
    } finally {
      lock.lock();
      try {
        deliveringDenials--;
        announceEnd(after);
      } finally {
        lock.unlock();
      }
    }
    after.forEach(Runnable::run);
  }

  /**
   * Announces the end to the owner, once, and only after every received denial was delivered. If
   * the link left earlier, those denials would become faults, and a lenient mode allows faults. A
   * caller that holds up a denial delays the end by at most the query timeout; the link accepts no
   * query meanwhile.
   */
  private void announceEnd(List<Runnable> after) {
    if (!state.hasEnded() || endAnnounced) {
      return;
    }
    release(after);
    if (deliveringDenials == 0) {
      endAnnounced = true;
      String why = state.reason();
      timer.cancel();
      after.add(() -> owner.ended(this, why));
    } else {
      timer.setOnce(settings.queryTimeout(), this::announceOverdueEnd);
    }
  }

  private void announceOverdueEnd() {
    List<Runnable> after = new ArrayList<>(1);
    lock.lock();
    try {
      timer.wentOff();
      deliveringDenials = 0;
      announceEnd(after);
    } finally {
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  private void deadlineReached() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      timer.wentOff();
      switch (state.stage()) {
        case HANDSHAKE -> deadlines.checkChallenge();
        case PROBED, UP -> abandonDue(after);
        case ENDED -> {
          // nothing is due any more
        }
      }
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(threads::execute);
  }

  private void abandonDue(List<Runnable> after) {
    long now = time.nanos();
    answers.abandonDue(now).forEach(answer -> after.add(answer::deliver));
    deadlines.check(now);
  }

  /** Closes the connection. */
  public void shutDown() {
    List<Runnable> after = new ArrayList<>();
    lock.lock();
    try {
      state.shutDown();
    } finally {
      announceEnd(after);
      lock.unlock();
    }
    after.forEach(Runnable::run);
  }

  public boolean isUp() {
    lock.lock();
    try {
      return state.isUp();
    } finally {
      lock.unlock();
    }
  }

  /** Fails the pending queries. Call it after the end, once the link is unregistered. */
  public void failPending() {
    List<PendingQuery> all;
    String word;
    String why;
    lock.lock();
    try {
      all = queries.clear();
      word = state.word();
      why = state.reason();
    } finally {
      lock.unlock();
    }
    all.forEach(query -> fail(query, word, why));
    approvals.connectionEnded(why);
  }

  private void fail(PendingQuery query, String word, String why) {
    if (!query.answer().isDone()) {
      HeldAnswers.Answer answer = HeldAnswers.Answer.of(query, word, why);
      threads.execute(answer::deliver);
    }
  }

  /** The number of queries without an answer, including abandoned ones on the wire. */
  public int pending() {
    lock.lock();
    try {
      return queries.size();
    } finally {
      lock.unlock();
    }
  }
}
