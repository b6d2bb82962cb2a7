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

/** The state and the services that all exchanges of a gateway share. Thread-safe. */
public final class ExchangeContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeContext.class);

  /** The maximum number of the gateway's own messages in flight to the server. */
  private static final int MAX_OWN_MESSAGES = 64;

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
  private final FairShare ownMessages;
  private final Set<OpenExchange> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ResourceMetadata metadata;
  private volatile boolean stopped;

  /**
   * Creates a context without exchanges.
   *
   * @param divided whether several agents are possible, so that each has a share of the limits
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
    ownMessages = new FairShare(MAX_OWN_MESSAGES, divided);
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

  /** Returns the filter without a caller; to be used through {@code forCaller}. */
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

  /** Returns the metadata of a server whose challenges clients answer themselves; else null. */
  public @Nullable ResourceMetadata metadata() {
    return metadata;
  }

  /** Sets the metadata of the server; to be called before the first exchange. */
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

  /** Returns the number of HTTP requests in flight. */
  public int open() {
    return (int) room.used();
  }

  /**
   * Admits an HTTP request until its reply ends; returns false if too many are in flight, in all or
   * of this agent.
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

  /** Sends a response of the gateway to a request of the server. */
  public void tell(Caller caller, byte[] answer) {
    AgentIdentity agent = caller.party().agent();
    if (!ownMessages.take(agent, 1)) {
      log.warn(
          LogLimit.Cause.DENIALS,
          "The server {} does not accept the denials of its requests; one was dropped",
          caller.party().source());
      return;
    }
    upstream.tell(caller.headers(), answer, () -> ownMessages.give(agent, 1));
  }

  /** Checks all clients and the server; to be called about every second. */
  public void tick() {
    open.forEach(exchange -> each(exchange, OpenExchange::tick));
    log.tick();
  }

  /** Runs a step; an exchange that fails is cut and does not affect the others. */
  private static void each(OpenExchange exchange, Consumer<OpenExchange> step) {
    try {
      step.accept(exchange);
    } catch (RuntimeException | Error e) {
      LOG.error("An exchange failed and is cut", e);
      exchange.abort();
    }
  }

  /** Denies the waiting requests and cuts the others. */
  @Override
  public void close() {
    stopped = true;
    List.copyOf(open).forEach(exchange -> each(exchange, OpenExchange::stop));
    pendingRequests.close();
  }
}
