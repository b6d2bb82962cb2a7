// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.response.ResponseFilterOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gateway between a client and a server, each a pair of streams with one line for each message,
 * as the stdio transport of MCP demands. It has four threads; none waits for a decision.
 * Thread-safe.
 */
public final class StreamGateway implements AutoCloseable {

  /**
   * One side.
   *
   * @param in the messages of this side
   * @param out the messages for this side
   * @param cut severs the streams at once, so that blocked reads and writes end; must not block or
   *     throw
   */
  public record Side(InputStream in, OutputStream out, Runnable cut) {}

  /** The reason why a session ended. */
  public enum End {
    /** The server ended its output. */
    SERVER_ENDED,
    /** The server sent a long response that turned out to be forbidden. */
    SERVER_VIOLATED,
    /** A side cannot be read or written any more. */
    BROKEN,
    /** The gateway was closed. */
    CLOSED
  }

  private final StdioSession session;

  /**
   * Creates a gateway that has not started.
   *
   * @param client the client
   * @param server the server
   * @param party the agent and the server's name, for policies
   * @param gates supplies the gate, or null while none is available; every governed request is
   *     denied then
   * @param errorCode the code of a denial that is a JSON-RPC error
   */
  public StreamGateway(
      Side client,
      Side server,
      CallerContext party,
      Supplier<@Nullable ToolGate> gates,
      int errorCode) {
    this(client, server, party, gates, errorCode, ResponseFilterOptions.NONE);
  }

  /**
   * Creates a gateway that has not started, with options for responses.
   *
   * @param client the client
   * @param server the server
   * @param party the agent and the server's name, for policies
   * @param gates supplies the gate, or null while none is available
   * @param errorCode the code of a denial that is a JSON-RPC error
   * @param rules the options for the server's responses
   */
  public StreamGateway(
      Side client,
      Side server,
      CallerContext party,
      Supplier<@Nullable ToolGate> gates,
      int errorCode,
      ResponseFilterOptions rules) {
    session = new StdioSession(client, server, party, gates, errorCode, rules);
  }

  /** Starts the threads; to be called once. */
  public void start() {
    session.start();
  }

  /**
   * Returns the end of the session.
   *
   * @return a stage that completes, once, when no message passes any more
   */
  public CompletionStage<End> ended() {
    return session.ended();
  }

  /** Denies waiting requests and cuts both sides. A second call does nothing. */
  @Override
  public void close() {
    session.close();
  }
}
