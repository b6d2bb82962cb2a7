// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.http.internal.access.TokenRefusals;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.connection.ConnectionTable;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.upstream.Upstream;
import io.portcullis.mcp.http.internal.wire.GatewayServer;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that listens until it is closed. Thread-safe. */
public final class HttpGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

  private final GatewayServer server;
  private final Upstream upstream;
  private final ExchangeContext gateway;
  private final ConnectionTable connections;
  private final TokenRefusals refusals;
  private final int port;
  private final ScheduledExecutorService ticker;

  HttpGateway(
      GatewayServer server,
      Upstream upstream,
      ExchangeContext gateway,
      ConnectionTable connections,
      TokenRefusals refusals,
      int port) {
    this.server = server;
    this.upstream = upstream;
    this.gateway = gateway;
    this.connections = connections;
    this.refusals = refusals;
    this.port = port;
    ticker = DaemonThreads.timer("mcp-http-tick");
  }

  /**
   * Opens a gateway.
   *
   * @param settings the configuration
   * @param gates supplies the gate, or null while none is available
   * @param pins supplies the pins, or null while they are unavailable
   * @param records supplies the reporter of events, or null while none is available
   * @param nanoTime a clock that never goes back, in nanoseconds
   * @throws IOException if it cannot listen as configured
   */
  static HttpGateway open(
      GatewaySettings settings,
      Supplier<@Nullable ToolGate> gates,
      Supplier<@Nullable ToolPins> pins,
      Supplier<@Nullable CallReporter> records,
      LongSupplier nanoTime)
      throws IOException {
    HttpGateway gateway = new HttpGatewayFactory(settings, gates, pins, records, nanoTime).open();
    LOG.info(
        "MCP clients reach {} through {}://{}:{}{}",
        settings.serverName(),
        settings.keyStore() != null ? "https" : "http",
        settings.host(),
        gateway.port(),
        settings.path());
    return gateway;
  }

  /** Checks the clients and the server every second from now on. */
  HttpGateway ticking() {
    Future<?> unused = ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    return this;
  }

  /** Runs the checks. No exception leaves this method, because it would stop the timer. */
  void tick() {
    guarded("check its exchanges", gateway::tick);
    guarded("check its connections", connections::tick);
    guarded("report refused tokens", refusals::tick);
  }

  private static void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("The MCP gateway failed to {}", what, e);
    }
  }

  ConnectionTable connections() {
    return connections;
  }

  public int port() {
    return port;
  }

  ExchangeContext gateway() {
    return gateway;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    gateway.close();
    refusals.close();
    close(upstream);
    server.close();
  }

  static void close(Upstream upstream) {
    try {
      upstream.close();
    } catch (IOException e) {
      LOG.warn("The HTTP client of the MCP gateway did not stop cleanly", e);
    }
  }
}
