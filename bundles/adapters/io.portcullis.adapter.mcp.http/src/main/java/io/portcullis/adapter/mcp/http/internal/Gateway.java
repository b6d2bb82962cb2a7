// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

import io.portcullis.adapter.mcp.protocol.AnswerDesk;
import io.portcullis.adapter.mcp.protocol.AnswerRules;
import io.portcullis.adapter.mcp.protocol.DenialWriter;
import io.portcullis.adapter.mcp.protocol.GateDoor;
import io.portcullis.adapter.mcp.protocol.MessageReader;
import io.portcullis.adapter.mcp.protocol.Party;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the exchanges of an instance have in common. Thread-safe. */
final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How many messages of its own the gateway may have under way to the server. */
  private static final int MAX_TOLD = 64;

  private final HttpLimits limits;
  private final MessageReader reader;
  private final DenialWriter denials;
  private final GateDoor door;
  private final AnswerDesk desk;
  private final MirroredHeaders mirrored;
  private final Ledger ledger;
  private final Budget budget;
  private final Upstream upstream;
  private final BoundIds ids;
  private final LongSupplier nanoTime;
  private final LogLimit log;
  private final FairShare room;
  private final FairShare told;
  private final Set<OpenExchange> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ResourceMetadata metadata;
  private volatile boolean stopped;

  /**
   * What there is before the first exchange.
   *
   * @param divided whether there can be more than one agent, so that each has a share of the limits
   */
  Gateway(
      HttpLimits limits,
      int errorCode,
      Supplier<@Nullable ToolGate> gates,
      AnswerRules rules,
      Upstream upstream,
      BoundIds ids,
      boolean divided,
      LongSupplier nanoTime) {
    this.limits = limits;
    this.upstream = upstream;
    this.ids = ids;
    this.nanoTime = nanoTime;
    log = new LogLimit(LOG, nanoTime);
    reader = new MessageReader(limits.maxMessageBytes());
    denials = new DenialWriter(errorCode, reader);
    door = new GateDoor(gates, reader);
    mirrored = new MirroredHeaders(reader);
    desk =
        new AnswerDesk(
            rules,
            new Party(AgentIdentity.UNKNOWN, ""),
            door,
            denials,
            reader,
            limits.maxHeldBytes());
    budget = new Budget(limits.maxHeldBytes(), divided);
    ledger =
        new Ledger(
            door,
            budget,
            new FairShare(limits.maxWaiting(), divided),
            () -> new FairShare(limits.maxOpen(), divided));
    room = new FairShare(limits.maxOpen(), divided);
    told = new FairShare(MAX_TOLD, divided);
  }

  HttpLimits limits() {
    return limits;
  }

  MessageReader reader() {
    return reader;
  }

  DenialWriter denials() {
    return denials;
  }

  GateDoor door() {
    return door;
  }

  /** Of nobody; to be used with a caller's party. */
  AnswerDesk desk() {
    return desk;
  }

  MirroredHeaders mirrored() {
    return mirrored;
  }

  Ledger ledger() {
    return ledger;
  }

  Budget budget() {
    return budget;
  }

  Upstream upstream() {
    return upstream;
  }

  BoundIds ids() {
    return ids;
  }

  /** Of a server whose challenges clients answer themselves; else null. */
  @Nullable ResourceMetadata metadata() {
    return metadata;
  }

  /** To be called before anything is under way. */
  void describe(ResourceMetadata newMetadata) {
    metadata = newMetadata;
  }

  LogLimit log() {
    return log;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  boolean isStopped() {
    return stopped;
  }

  /** How many HTTP requests are under way. */
  int open() {
    return (int) room.used();
  }

  /**
   * One more HTTP request comes in; false if there are too many already, or of this agent. It
   * leaves with its reply.
   */
  boolean admit(AgentIdentity agent, Reply reply) {
    if (stopped || !room.take(agent, 1)) {
      return false;
    }
    reply.onOver(() -> room.give(agent, 1));
    return true;
  }

  void enter(OpenExchange exchange) {
    open.add(exchange);
    if (stopped) {
      exchange.stop();
    }
  }

  void leave(OpenExchange exchange) {
    open.remove(exchange);
  }

  /** Answers a request of the server that no client is shown. */
  void tell(Caller caller, byte[] answer) {
    AgentIdentity agent = caller.party().agent();
    if (!told.take(agent, 1)) {
      log.warn(
          LogLimit.Cause.DENIALS,
          "the server {} does not take its denials",
          caller.party().source());
      return;
    }
    upstream.tell(caller.headers(), answer, () -> told.give(agent, 1));
  }

  /** Looks whether all who take part are still there; to be called every second or so. */
  void tick() {
    open.forEach(exchange -> each(exchange, OpenExchange::tick));
    log.tick();
  }

  /** One that fails is cut, and keeps nothing from the others. */
  private static void each(OpenExchange exchange, Consumer<OpenExchange> step) {
    try {
      step.accept(exchange);
    } catch (RuntimeException | Error e) {
      LOG.error("an exchange failed, so it is cut", e);
      exchange.abort();
    }
  }

  /** Denies what waits and cuts what is under way. */
  @Override
  public void close() {
    stopped = true;
    List.copyOf(open).forEach(exchange -> each(exchange, OpenExchange::stop));
    ledger.close();
  }
}
