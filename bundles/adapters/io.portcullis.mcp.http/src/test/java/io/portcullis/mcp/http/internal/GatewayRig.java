// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.http.internal.access.BoundIds;
import io.portcullis.mcp.http.internal.access.Caller;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.config.SessionKeyFile;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.mcp.response.ToolPins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** A gateway on a real port between clients and a server of the test. */
public final class GatewayRig implements AutoCloseable {
  static final int ERROR_CODE = 4_030;
  public static final String CALL = call(1, "shell");
  static final String AGENT = "agent";

  /** As by default, but not fewer where few descriptors are allowed. */
  public static final ConnectionLimits CONNECTIONS =
      new ConnectionLimits(
          1_500,
          1_500,
          ConnectionLimits.DEFAULT.head(),
          ConnectionLimits.DEFAULT.bodyWindow(),
          ConnectionLimits.DEFAULT.minBodyRate(),
          ConnectionLimits.DEFAULT.refusals());

  private static final Path SESSION_KEY = sessionKey();

  public final ServerStub server;
  final ScriptedGate gate = new ScriptedGate();
  final AtomicLong nanos = new AtomicLong();
  public final HttpGateway gateway;
  private final List<ClientStub> clients = new ArrayList<>();
  private volatile Supplier<ToolGate> gates = () -> gate;
  volatile ToolPins pins;
  volatile CallReporter records;

  public GatewayRig() throws IOException {
    this(settings -> settings);
  }

  public GatewayRig(UnaryOperator<GatewaySettings> change) throws IOException {
    server = new ServerStub().echoing();
    gateway =
        HttpGateway.open(
            change.apply(settings(server.uri())),
            () -> gates.get(),
            () -> pins,
            () -> records,
            nanos::get);
  }

  static GatewaySettings settings(URI upstream) {
    return new GatewaySettings(
        "127.0.0.1",
        0,
        "/mcp",
        null,
        upstream,
        "files",
        new CallerAuthenticator.Fixed(AgentIdentity.of(AGENT)),
        SESSION_KEY,
        ERROR_CODE,
        List.of(),
        List.of(),
        List.of(),
        true,
        null,
        null,
        null,
        GatewaySettings.Answers.UNTOUCHED,
        HttpLimits.DEFAULT,
        CONNECTIONS);
  }

  private static Path sessionKey() {
    try {
      Path folder = Files.createTempDirectory("session-key");
      Path key = folder.resolve("key");
      SessionKeyFile.open(key);
      folder.toFile().deleteOnExit();
      key.toFile().deleteOnExit();
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The header of a client in a session that the server calls so. */
  String session(String ofServer) {
    return session(ofServer, AGENT);
  }

  String session(String ofServer, String agent) {
    CallerContext party = new CallerContext(AgentIdentity.of(agent), "files");
    HttpFields answer = HttpFields.from(new HttpField(BoundIds.SESSION, ofServer));
    HttpFields seen =
        gateway.gateway().ids().toClient(new Caller(party, "", HttpFields.EMPTY), answer);
    return BoundIds.SESSION + ": " + seen.get(BoundIds.SESSION);
  }

  static UnaryOperator<GatewaySettings> connections(ConnectionLimits connections) {
    return s ->
        new GatewaySettings(
            s.host(),
            s.port(),
            s.path(),
            s.publicUrl(),
            s.upstream(),
            s.serverName(),
            s.callers(),
            s.sessionKey(),
            s.errorCode(),
            s.allowedHosts(),
            s.allowedOrigins(),
            s.forwardHeaders(),
            s.authorization(),
            s.upstreamToken(),
            s.keyStore(),
            s.trustStore(),
            s.answers(),
            s.limits(),
            connections);
  }

  static UnaryOperator<GatewaySettings> limits(HttpLimits limits) {
    return s -> with(s, s.callers(), s.authorization(), s.answers(), limits);
  }

  public static UnaryOperator<GatewaySettings> callers(CallerAuthenticator callers) {
    return s ->
        with(s, callers, !(callers instanceof CallerAuthenticator.Tokens), s.answers(), s.limits());
  }

  static UnaryOperator<GatewaySettings> answers(GatewaySettings.Answers answers) {
    return s -> with(s, s.callers(), s.authorization(), answers, s.limits());
  }

  private static GatewaySettings with(
      GatewaySettings s,
      CallerAuthenticator callers,
      boolean authorization,
      GatewaySettings.Answers answers,
      HttpLimits limits) {
    return with(s, s.serverName(), callers, s.sessionKey(), authorization, answers, limits);
  }

  static GatewaySettings named(GatewaySettings s, String serverName) {
    return with(
        s, serverName, s.callers(), s.sessionKey(), s.authorization(), s.answers(), s.limits());
  }

  static GatewaySettings keyed(GatewaySettings s, Path sessionKey) {
    return with(
        s, s.serverName(), s.callers(), sessionKey, s.authorization(), s.answers(), s.limits());
  }

  private static GatewaySettings with(
      GatewaySettings s,
      String serverName,
      CallerAuthenticator callers,
      Path sessionKey,
      boolean authorization,
      GatewaySettings.Answers answers,
      HttpLimits limits) {
    return new GatewaySettings(
        s.host(),
        s.port(),
        s.path(),
        s.publicUrl(),
        s.upstream(),
        serverName,
        callers,
        sessionKey,
        s.errorCode(),
        s.allowedHosts(),
        s.allowedOrigins(),
        s.forwardHeaders(),
        authorization,
        s.upstreamToken(),
        s.keyStore(),
        s.trustStore(),
        answers,
        limits,
        s.connections());
  }

  GatewayRig gates(Supplier<ToolGate> newGates) {
    gates = newGates;
    return this;
  }

  public ClientStub client() throws IOException {
    ClientStub client = new ClientStub(gateway.port());
    synchronized (clients) {
      clients.add(client);
    }
    return client;
  }

  public ClientStub.Whole post(String body, String... headers) throws IOException {
    try (ClientStub client = new ClientStub(gateway.port())) {
      return client.post(body, headers).whole();
    }
  }

  public void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    gateway.tick();
  }

  /** Waits until no exchange is left, looking for clients that are gone. */
  void untilEmpty() {
    Await.until(
        "the end of all exchanges",
        () -> {
          gateway.tick();
          return gateway.gateway().open() == 0;
        });
  }

  void untilWaiting(int number) {
    Await.until("waiting requests", () -> gateway.gateway().pendingRequests().waiting() == number);
  }

  static String call(int id, String tool) {
    return call(id, tool, "{\"cmd\":\"ls\"}");
  }

  static String call(int id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}"
        .formatted(id, tool, arguments);
  }

  static String request(int id, String method) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{}}".formatted(id, method);
  }

  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (clients) {
      for (ClientStub client : clients) {
        client.close();
      }
    }
    gateway.close();
    server.close();
  }
}
