// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session between a client and a server that are played by the test. */
final class SessionWire implements AutoCloseable {
  static final int ERROR_CODE = 4_030;
  static final AgentIdentity AGENT = AgentIdentity.of("an agent");

  final Pipe clientSays;
  final Pipe clientHears;
  final Pipe serverSays;
  final Pipe serverHears;
  final StdioSession session;
  private final OutputStream clientOut;
  private final InputStream clientIn;
  private final OutputStream serverOut;
  private final InputStream serverIn;

  SessionWire(Supplier<@Nullable ToolGate> gates) {
    this(gates, SessionLimits.DEFAULT);
  }

  SessionWire(Supplier<@Nullable ToolGate> gates, SessionLimits limits) {
    this(gates, limits, 1 << 16);
  }

  SessionWire(Supplier<@Nullable ToolGate> gates, SessionLimits limits, int pipeBytes) {
    this(gates, limits, pipeBytes, ResponseFilterOptions.NONE);
  }

  SessionWire(
      Supplier<@Nullable ToolGate> gates,
      SessionLimits limits,
      int pipeBytes,
      ResponseFilterOptions rules) {
    clientSays = new Pipe(pipeBytes);
    clientHears = new Pipe(pipeBytes);
    serverSays = new Pipe(pipeBytes);
    serverHears = new Pipe(pipeBytes);
    clientOut = clientSays.out();
    clientIn = clientHears.in();
    serverOut = serverSays.out();
    serverIn = serverHears.in();
    session =
        new StdioSession(
            new StreamGateway.Side(
                clientSays.in(),
                clientHears.out(),
                () -> {
                  clientSays.cut();
                  clientHears.cut();
                }),
            new StreamGateway.Side(
                serverSays.in(),
                serverHears.out(),
                () -> {
                  serverSays.cut();
                  serverHears.cut();
                }),
            new CallerContext(AGENT, "files"),
            gates,
            limits,
            ERROR_CODE,
            rules);
    session.start();
  }

  SessionWire client(String line) {
    return client((line + '\n').getBytes(StandardCharsets.UTF_8));
  }

  SessionWire client(byte[] bytes) {
    return write(clientOut, bytes);
  }

  SessionWire server(String line) {
    return write(serverOut, (line + '\n').getBytes(StandardCharsets.UTF_8));
  }

  SessionWire server(byte[] bytes) {
    return write(serverOut, bytes);
  }

  void clientEnds() {
    close(clientOut);
  }

  void serverEnds() {
    close(serverOut);
  }

  /** The next line that the client gets; null at the end. */
  @Nullable String atClient() {
    return line(clientIn);
  }

  /** The next line that the server gets; null at the end. */
  @Nullable String atServer() {
    return line(serverIn);
  }

  InputStream clientStream() {
    return clientIn;
  }

  /** Nothing else is between: what the server gets next is this, sent by the client now. */
  boolean serverGetsNothingMore() {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"method\":\"ping\"}";
    client(ping);
    boolean nothing = ping.equals(atServer());
    server("{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"result\":{}}");
    return nothing;
  }

  /** The same for the client, of what the server sends. */
  boolean clientGetsNothingMore() {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"method\":\"ping\"}";
    server(ping);
    boolean nothing = ping.equals(atClient());
    client("{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"result\":{}}");
    return nothing && "{\"jsonrpc\":\"2.0\",\"id\":\"probe\",\"result\":{}}".equals(atServer());
  }

  StreamGateway.End awaitEnd() {
    CompletableFuture<StreamGateway.End> ended = session.ended().toCompletableFuture();
    return ended.join();
  }

  @Override
  public void close() {
    session.close();
  }

  private SessionWire write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String line(InputStream in) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return null;
        }
        line.write(b);
      }
    } catch (IOException e) {
      return null;
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
