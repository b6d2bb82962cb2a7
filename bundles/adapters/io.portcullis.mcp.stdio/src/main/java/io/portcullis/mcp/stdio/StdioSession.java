// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.governance.DenialWriter;
import io.portcullis.mcp.governance.GateClient;
import io.portcullis.mcp.governance.GovernedMethod.Direction;
import io.portcullis.mcp.jsonrpc.EnvelopeScanner;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RefusedMessage;
import io.portcullis.mcp.response.ResponseFilter;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.StreamGateway.End;
import io.portcullis.mcp.stdio.StreamGateway.Side;
import io.portcullis.mcp.stdio.internal.line.LineReader;
import io.portcullis.mcp.stdio.internal.line.LineWriter;
import io.portcullis.mcp.stdio.internal.relay.InFlightRequest;
import io.portcullis.mcp.stdio.internal.relay.RefusedMessageResponder;
import io.portcullis.mcp.stdio.internal.relay.RequestRelay;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import io.portcullis.mcp.stdio.internal.relay.StreamedResponse;
import io.portcullis.support.concurrent.DaemonThreads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session between one client and one server, with one line for each message. It has four threads:
 * for each side one that reads, and one that writes the lines of the gate's threads. No thread
 * waits for a decision. Thread-safe.
 */
public final class StdioSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StdioSession.class);
  private static final int BUFFER = 64 << 10;
  private static final String CANCELLED = "notifications/cancelled";

  /** The only revision with batches. */
  private static final String BATCH_REVISION = "2025-03-26";

  private final Side client;
  private final Side server;
  private final String name;
  private final SessionLimits limits;
  private final MessageReader reader;
  private final RefusedMessageResponder clientRefusals;
  private final RefusedMessageResponder serverRefusals;
  private final LineWriter toClient;
  private final LineWriter toServer;
  private final RequestRelay fromClient;
  private final RequestRelay fromServer;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CompletableFuture<End> ended = new CompletableFuture<>();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean batches;

  /**
   * Creates a session that has not begun.
   *
   * @param client the client
   * @param server the server
   * @param party the agent and the server's name, for policies
   * @param gates supplies the gate, or null while none is available
   * @param errorCode the code of a denial that is a JSON-RPC error
   * @param rules the options for the server's responses
   */
  public StdioSession(
      Side client,
      Side server,
      CallerContext party,
      Supplier<@Nullable ToolGate> gates,
      int errorCode,
      ResponseFilterOptions rules) {
    this(client, server, party, gates, SessionLimits.DEFAULT, errorCode, rules);
  }

  StdioSession(
      Side client,
      Side server,
      CallerContext party,
      Supplier<@Nullable ToolGate> gates,
      SessionLimits limits,
      int errorCode,
      ResponseFilterOptions rules) {
    this.client = client;
    this.server = server;
    this.limits = limits;
    name = party.source();
    reader = new MessageReader(limits.maxMessageBytes());
    DenialWriter denials = new DenialWriter(errorCode, reader);
    toClient = new LineWriter(client.out(), limits.maxQueuedBytes(), () -> end(End.BROKEN));
    toServer = new LineWriter(server.out(), limits.maxQueuedBytes(), () -> end(End.BROKEN));
    GateClient gate = new GateClient(gates, reader);
    ResponseFilter filter =
        new ResponseFilter(rules, party, gate, denials, reader, limits.maxHeldBytes());
    ResponseFilter none =
        new ResponseFilter(
            ResponseFilterOptions.NONE, party, gate, denials, reader, limits.maxHeldBytes());
    fromClient =
        new RequestRelay(Direction.TO_SERVER, limits, gate, filter, denials, toClient, toServer);
    fromServer =
        new RequestRelay(Direction.TO_CLIENT, limits, gate, none, denials, toServer, toClient);
    clientRefusals =
        new RefusedMessageResponder("client", fromClient, fromServer, toClient, denials);
    serverRefusals =
        new RefusedMessageResponder("server", fromServer, fromClient, toServer, denials);
  }

  /** Starts the threads; to be called once. */
  public void start() {
    thread("client-in", this::pumpClient);
    thread("server-in", this::pumpServer);
    thread("client-out", toClient::run);
    thread("server-out", toServer::run);
  }

  private void thread(String role, Runnable body) {
    Runnable guarded =
        () -> {
          boolean done = false;
          try {
            body.run();
            done = true;
          } finally {
            if (!done) {
              end(End.BROKEN); // after an unexpected error no message passes without this thread
            }
          }
        };
    DaemonThreads.create("mcp-" + name + '-' + role, guarded).start();
  }

  /**
   * Returns a stage that completes, once, when no message passes any more.
   *
   * @return the reason for the end
   */
  public CompletionStage<End> ended() {
    return ended.minimalCompletionStage();
  }

  /** Returns the number of lines and responses that were dropped. */
  long dropped() {
    return dropped.get();
  }

  /** Denies waiting requests and cuts both sides. A second call does nothing. */
  @Override
  public void close() {
    end(End.CLOSED);
  }

  private void end(End how) {
    if (ending.getAndSet(true)) {
      return;
    }
    fromClient.shut();
    fromServer.shut();
    toClient.close();
    toServer.close();
    try {
      client.cut().run();
      server.cut().run();
    } finally {
      fromClient.close();
      fromServer.close();
      LOG.info("MCP session with {} ended: {}; dropped {} lines", name, how, dropped);
      completeWhenReported(how);
    }
  }

  /** The last step, since the process may end then, and another thread may still be reporting. */
  private void completeWhenReported(End how) {
    CompletionStage<?> unused =
        CompletableFuture.allOf(fromClient.allReported(), fromServer.allReported())
            .thenRun(() -> ended.complete(how));
  }

  private boolean isOver() {
    return ending.get();
  }

  private void pumpClient() {
    try {
      relayClientLines();
    } catch (IOException e) {
      LOG.debug("Cannot read the output of the client of {}", name, e);
    }
    // Requests that wait are denied without a client; the server may finish the others.
    fromClient.shut();
    fromServer.shut(); // the client cannot respond either
    toClient.wakeIfNeeded();
    toServer.finish();
    toClient.settle();
  }

  private void relayClientLines() throws IOException {
    LineReader lines = new LineReader(client.in(), BUFFER);
    for (boolean more = true; more && !isOver(); ) {
      more = clientLine(lines);
      if (lines.holdsLine() && toServer.hasRoom() && toClient.hasRoom()) {
        continue; // lines that came together are written together
      }
      toClient.wakeIfNeeded(); // a server that does not read must not delay denials
      toServer.settle();
      toClient.settle();
    }
  }

  private boolean clientLine(LineReader lines) throws IOException {
    LineReader.Piece piece = lines.read(limits.maxMessageBytes() + 1);
    return switch (piece.next()) {
      case STREAM_END -> false; // an incomplete message is dropped
      case SAME_LINE -> longClientLine(piece.bytes(), lines);
      case LINE_END -> {
        clientMessage(piece.bytes());
        yield true;
      }
    };
  }

  private boolean longClientLine(byte[] begin, LineReader lines) throws IOException {
    EnvelopeScanner scanner = new EnvelopeScanner();
    scanner.feed(begin);
    boolean more = lines.scanLine(scanner);
    if (more) {
      refuse(scanner.end(), MalformedException.Reason.TOO_LARGE);
    }
    return more;
  }

  private void clientMessage(byte[] line) {
    try {
      for (Message message : reader.read(line, batches)) {
        take(message, fromClient, fromServer, toServer);
      }
    } catch (MalformedException e) {
      refuse(e.refused(), e.reason());
    }
  }

  private void refuse(List<RefusedMessage> messages, MalformedException.Reason reason) {
    if (messages.stream().noneMatch(RefusedMessage::expectsAnswer)) {
      drop(reason.text());
    }
    clientRefusals.refuse(messages, reason, true);
  }

  private void take(Message message, RequestRelay asked, RequestRelay answered, LineWriter onward) {
    if (message instanceof Message.Request request) {
      asked.request(request);
    } else if (message instanceof Message.Response response) {
      answer(response, answered, onward);
    } else if (message instanceof Message.Notification notification) {
      if (notification.method().equals(CANCELLED)) {
        asked.cancel(notification);
      } else if (notification.method().startsWith("notifications/")) {
        onward.add(RequestRelay.line(notification.text()));
      } else {
        drop("a request without an id"); // some servers would run it
      }
    }
  }

  private void answer(Message.Response response, RequestRelay relay, LineWriter onward) {
    InFlightRequest flight = relay.take(response.id());
    if (flight == null) {
      relay.isLate(response.id());
      drop("a response without a request");
      return;
    }
    negotiated(flight, response.result());
    relay.received(flight, response);
    if (flight.whole()) {
      relay.filter(flight, response);
    } else {
      relay.complete(flight, response.failed());
      onward.add(RequestRelay.line(response.text()));
    }
  }

  private void negotiated(InFlightRequest flight, Members result) {
    if (flight.method().equals("initialize")) {
      batches = BATCH_REVISION.equals(result.text("protocolVersion"));
    }
  }

  private void pumpServer() {
    End how = End.SERVER_ENDED;
    try {
      relayServerLines();
    } catch (IOException e) {
      how = End.BROKEN;
      LOG.debug("Cannot read the output of the server {}", name, e);
    } catch (StreamedResponse.Violation e) {
      how = End.SERVER_VIOLATED;
      LOG.warn("The session with {} ends: the server sent {}", name, e.getMessage());
    }
    // Reports now, before the drain, since the client may never read.
    fromClient.close();
    fromServer.close();
    toClient.drain();
    end(how);
  }

  private void relayServerLines() throws IOException, StreamedResponse.Violation {
    LineReader lines = new LineReader(server.in(), BUFFER);
    StreamedResponse longLines = new StreamedResponse(lines, reader, limits, fromClient, toClient);
    for (boolean more = true; more && !isOver(); ) {
      more = serverLine(lines, longLines);
      if (lines.holdsLine() && toServer.hasRoom() && toClient.hasRoom()) {
        continue;
      }
      toServer.wakeIfNeeded();
      toClient.settle();
      toServer.settle();
    }
  }

  private boolean serverLine(LineReader lines, StreamedResponse longLines)
      throws IOException, StreamedResponse.Violation {
    LineReader.Piece piece = lines.read(limits.maxWholeAnswerBytes() + 1);
    return switch (piece.next()) {
      case STREAM_END -> false;
      case LINE_END -> {
        serverMessage(piece.bytes());
        yield true;
      }
      case SAME_LINE -> longServerLine(longLines.pass(piece.bytes()));
    };
  }

  private boolean longServerLine(StreamedResponse.Rest rest) {
    if (rest.dropped()) {
      drop("a long line that is not a response to a request");
    }
    if (rest.refused() != null && rest.reason() != null) {
      serverRefusals.refuse(rest.refused().end(), rest.reason(), false);
    }
    if (rest.whole() != null) {
      serverMessage(rest.whole());
    }
    return rest.more();
  }

  private void serverMessage(byte[] line) {
    try {
      for (Message message : reader.read(line, batches)) {
        take(message, fromServer, fromClient, toClient);
      }
    } catch (MalformedException e) {
      drop(e.reason().text());
      serverRefusals.refuse(e.refused(), e.reason(), false);
    }
  }

  private void drop(String what) {
    if (dropped.getAndIncrement() == 0) {
      LOG.warn("Dropped in the session with {}: {}; further ones are only counted", name, what);
    }
  }
}
