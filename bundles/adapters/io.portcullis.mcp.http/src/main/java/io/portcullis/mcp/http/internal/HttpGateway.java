// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.http.internal.access.BoundIds;
import io.portcullis.mcp.http.internal.access.CallerSeal;
import io.portcullis.mcp.http.internal.access.OriginValidator;
import io.portcullis.mcp.http.internal.access.TokenRefusals;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.config.KeyStoreFile;
import io.portcullis.mcp.http.internal.config.SessionKeyFile;
import io.portcullis.mcp.http.internal.connection.ConnectionTable;
import io.portcullis.mcp.http.internal.context.ExchangeContext;
import io.portcullis.mcp.http.internal.limit.FileDescriptorLimit;
import io.portcullis.mcp.http.internal.server.GatewayHandler;
import io.portcullis.mcp.http.internal.upstream.ResourceMetadata;
import io.portcullis.mcp.http.internal.upstream.Upstream;
import io.portcullis.mcp.http.internal.wire.GatewayServer;
import io.portcullis.mcp.http.internal.wire.HeaderForwarding;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.response.ToolPins;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;
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

  private HttpGateway(
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
    ConnectionTable connections =
        new ConnectionTable(
            settings.connections().resolved(FileDescriptorLimit.limit()),
            settings.limits().maxIdle(),
            nanoTime);
    TokenRefusals refusals =
        new TokenRefusals(
            settings.connections().refusals(), settings.serverName(), records, nanoTime);
    boolean secure = settings.keyStore() != null;
    GatewayServer server =
        new GatewayServer(
            settings.serverName(),
            settings.host(),
            settings.port(),
            settings.limits().maxIdle(),
            settings.keyStore() == null ? null : settings.keyStore().server(),
            connections);
    Upstream upstream = null;
    boolean open = false;
    try {
      HeaderForwarding passed =
          new HeaderForwarding(
              settings.forwardHeaders(),
              settings.authorization(),
              settings.upstreamToken() == null
                  ? null
                  : KeyStoreFile.secret(settings.upstreamToken()));
      upstream =
          new Upstream(
              settings.upstream(),
              passed,
              settings.trustStore() == null
                  ? new SslContextFactory.Client()
                  : settings.trustStore().trust(),
              server.threads(),
              settings.limits().maxOpen(),
              nanoTime);
      GatewaySettings.Answers answers = settings.answers();
      ResponseFilterOptions rules =
          new ResponseFilterOptions(
              answers.decideResults(), answers.hideDenied(), answers.pin() ? pins : null);
      ExchangeContext gateway =
          new ExchangeContext(
              settings.limits(),
              settings.errorCode(),
              gates,
              rules,
              upstream,
              ids(settings),
              settings.callers().areMany(),
              nanoTime);
      if (settings.authorization()) {
        gateway.describe(
            new ResourceMetadata(
                upstream,
                gateway.reader(),
                gateway.log(),
                nanoTime,
                settings.upstream(),
                settings.path(),
                settings.publicUrl(),
                secure));
      }
      AtomicReference<@Nullable OriginValidator> perimeter = new AtomicReference<>();
      int port =
          server.start(
              new GatewayHandler(
                  gateway,
                  perimeter::get,
                  settings.callers(),
                  connections,
                  refusals,
                  passed,
                  settings.path(),
                  settings.serverName()));
      perimeter.set(
          new OriginValidator(settings.allowedHosts(), settings.allowedOrigins(), port, secure));
      open = true;
      LOG.info(
          "MCP clients reach {} through {}://{}:{}{}",
          settings.serverName(),
          secure ? "https" : "http",
          settings.host(),
          port,
          settings.path());
      return new HttpGateway(server, upstream, gateway, connections, refusals, port);
    } finally {
      if (!open) {
        close(upstream);
        server.close();
      }
    }
  }

  private static BoundIds ids(GatewaySettings settings) throws IOException {
    CallerSeal seal =
        new CallerSeal(
            SessionKeyFile.open(settings.sessionKey()),
            settings.serverName(),
            settings.upstream().toString());
    return new BoundIds(seal, settings.callers().areMany());
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

  private static void close(@Nullable Upstream upstream) {
    try {
      if (upstream != null) {
        upstream.close();
      }
    } catch (IOException e) {
      LOG.warn("The HTTP client of the MCP gateway did not stop cleanly", e);
    }
  }
}
