// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.context;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.http.internal.access.BoundIds;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.limit.FairShare;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.limit.MemoryBudget;
import io.portcullis.mcp.http.internal.upstream.ResourceMetadata;
import io.portcullis.mcp.http.internal.upstream.Upstream;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import io.portcullis.mcp.http.internal.wire.McpHeaderValidator;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.response.ResponseFilterOptions;
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
public final class ExchangeContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeContext.class);

  /** How many messages of its own the gateway may have under way to the server. */
  private static final int MAX_TOLD = 64;

  private final HttpLimits limits;
  private final MessageReader reader;
  private final DenialWriter denials;
  private final GateClient gateClient;
  private final ResponseFilter responseFilter;
  private final McpHeaderValidator headerValidator;
  private final PendingRequests pendingRequests;
  private final MemoryBudget budget;
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
  public ExchangeContext(
      HttpLimits limits,
      int errorCode,
      Supplier<@Nullable ToolGate> gates,
      ResponseFilterOptions rules,
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
    gateClient = new GateClient(gates, reader);
    headerValidator = new McpHeaderValidator(reader);
    responseFilter =
        new ResponseFilter(
            rules,
            new CallerContext(AgentIdentity.UNKNOWN, ""),
            gateClient,
            denials,
            reader,
            limits.maxHeldBytes());
    budget = new MemoryBudget(limits.maxHeldBytes(), divided);
    pendingRequests =
        new PendingRequests(
            gateClient,
            budget,
            new FairShare(limits.maxWaiting(), divided),
            () -> new FairShare(limits.maxOpen(), divided));
    room = new FairShare(limits.maxOpen(), divided);
    told = new FairShare(MAX_TOLD, divided);
  }

  public HttpLimits limits() {
    return limits;
  }

  public MessageReader reader() {
    return reader;
  }

  public DenialWriter denials() {
    return denials;
  }

  public GateClient gateClient() {
    return gateClient;
  }

  /** Of nobody; to be used with a caller's party. */
  public ResponseFilter responseFilter() {
    return responseFilter;
  }

  public McpHeaderValidator headerValidator() {
    return headerValidator;
  }

  public PendingRequests pendingRequests() {
    return pendingRequests;
  }

  public MemoryBudget budget() {
    return budget;
  }

  public Upstream upstream() {
    return upstream;
  }

  public BoundIds ids() {
    return ids;
  }

  /** Of a server whose challenges clients answer themselves; else null. */
  public @Nullable ResourceMetadata metadata() {
    return metadata;
  }

  /** To be called before anything is under way. */
  public void describe(ResourceMetadata newMetadata) {
    metadata = newMetadata;
  }

  public LogLimit log() {
    return log;
  }

  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  public boolean isStopped() {
    return stopped;
  }

  /** How many HTTP requests are under way. */
  public int open() {
    return (int) room.used();
  }

  /**
   * One more HTTP request comes in; false if there are too many already, or of this agent. It
   * leaves with its reply.
   */
  public boolean admit(AgentIdentity agent, ClientResponse reply) {
    if (stopped || !room.take(agent, 1)) {
      return false;
    }
    reply.onOver(() -> room.give(agent, 1));
    return true;
  }

  public void enter(OpenExchange exchange) {
    open.add(exchange);
    if (stopped) {
      exchange.stop();
    }
  }

  public void leave(OpenExchange exchange) {
    open.remove(exchange);
  }

  /** Answers a request of the server that no client is shown. */
  public void tell(Caller caller, byte[] answer) {
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
  public void tick() {
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
    pendingRequests.close();
  }
}
