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
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates a gateway from its parts. When a part fails, the earlier ones are closed again, the last
 * one first. For one gateway and one thread.
 */
final class HttpGatewayFactory {
  private final GatewaySettings settings;
  private final Supplier<@Nullable ToolGate> gates;
  private final Supplier<@Nullable ToolPins> pins;
  private final LongSupplier nanoTime;
  private final boolean secure;
  private final ConnectionTable connections;
  private final TokenRefusals refusals;

  HttpGatewayFactory(
      GatewaySettings settings,
      Supplier<@Nullable ToolGate> gates,
      Supplier<@Nullable ToolPins> pins,
      Supplier<@Nullable CallReporter> records,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.gates = gates;
    this.pins = pins;
    this.nanoTime = nanoTime;
    secure = settings.keyStore() != null;
    connections =
        new ConnectionTable(
            settings.connections().resolved(FileDescriptorLimit.limit()),
            settings.limits().maxIdle(),
            nanoTime);
    refusals =
        new TokenRefusals(
            settings.connections().refusals(), settings.serverName(), records, nanoTime);
  }

  /**
   * Opens the gateway.
   *
   * @throws IOException if it cannot listen as configured
   */
  HttpGateway open() throws IOException {
    GatewayServer server = server();
    boolean open = false;
    try {
      HttpGateway gateway = open(server);
      open = true;
      return gateway;
    } finally {
      if (!open) {
        server.close();
      }
    }
  }

  private HttpGateway open(GatewayServer server) throws IOException {
    HeaderForwarding passed = passed();
    Upstream upstream = upstream(passed, server.threads());
    boolean open = false;
    try {
      ExchangeContext context = context(upstream);
      int port = listen(server, context, passed);
      open = true;
      return new HttpGateway(server, upstream, context, connections, refusals, port);
    } finally {
      if (!open) {
        HttpGateway.close(upstream);
      }
    }
  }

  private GatewayServer server() throws IOException {
    return new GatewayServer(
        settings.serverName(),
        settings.host(),
        settings.port(),
        settings.limits().maxIdle(),
        settings.keyStore() == null ? null : settings.keyStore().server(),
        connections);
  }

  private HeaderForwarding passed() throws IOException {
    return new HeaderForwarding(
        settings.forwardHeaders(),
        settings.authorization(),
        settings.upstreamToken() == null ? null : KeyStoreFile.secret(settings.upstreamToken()));
  }

  private Upstream upstream(HeaderForwarding passed, Executor threads) throws IOException {
    return new Upstream(
        settings.upstream(),
        passed,
        settings.trustStore() == null
            ? new SslContextFactory.Client()
            : settings.trustStore().trust(),
        threads,
        settings.limits().maxOpen(),
        nanoTime);
  }

  private ExchangeContext context(Upstream upstream) throws IOException {
    ExchangeContext context =
        new ExchangeContext(
            settings.limits(),
            settings.errorCode(),
            gates,
            filterOptions(),
            upstream,
            ids(),
            settings.callers().areMany(),
            nanoTime);
    if (settings.authorization()) {
      context.describe(metadata(upstream, context));
    }
    return context;
  }

  private ResponseFilterOptions filterOptions() {
    GatewaySettings.Answers answers = settings.answers();
    return new ResponseFilterOptions(
        answers.decideResults(), answers.hideDenied(), answers.pin() ? pins : null);
  }

  private BoundIds ids() throws IOException {
    CallerSeal seal =
        new CallerSeal(
            SessionKeyFile.open(settings.sessionKey()),
            settings.serverName(),
            settings.upstream().toString());
    return new BoundIds(seal, settings.callers().areMany());
  }

  private ResourceMetadata metadata(Upstream upstream, ExchangeContext context) {
    return new ResourceMetadata(
        upstream,
        context.reader(),
        context.log(),
        nanoTime,
        settings.upstream(),
        settings.path(),
        settings.publicUrl(),
        secure);
  }

  /** Begins to listen. Requests are refused until the port is known. */
  private int listen(GatewayServer server, ExchangeContext context, HeaderForwarding passed)
      throws IOException {
    AtomicReference<@Nullable OriginValidator> perimeter = new AtomicReference<>();
    int port =
        server.start(
            new GatewayHandler(
                context,
                perimeter::get,
                settings.callers(),
                connections,
                refusals,
                passed,
                settings.path(),
                settings.serverName()));
    perimeter.set(
        new OriginValidator(settings.allowedHosts(), settings.allowedOrigins(), port, secure));
    return port;
  }
}
