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
 * Stands between a client and a server, each of which is a pair of streams with a line per message,
 * as the stdio transport of MCP has it. Four threads of its own, none of which waits for a
 * decision. Thread-safe.
 */
public final class StreamGateway implements AutoCloseable {

  /**
   * One side.
   *
   * @param in what it says
   * @param out what it is told
   * @param cut severs it at once, so that reads and writes that block end; must not block or throw
   */
  public record Side(InputStream in, OutputStream out, Runnable cut) {}

  /** How it ended. */
  public enum End {
    /** The server ended its output. */
    SERVER_ENDED,
    /** The server sent, in the middle of a long answer, what may not pass. */
    SERVER_VIOLATED,
    /** A side cannot be read or written any more. */
    BROKEN,
    /** It was closed from outside. */
    CLOSED
  }

  private final StdioSession session;

  /**
   * A gateway through which nothing passes yet.
   *
   * @param client who asks the server
   * @param server the server
   * @param party who the client is and how the server is called, for the policy
   * @param gates gives the gate, or null while there is none: whatever must be decided is denied
   *     then
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
   * A gateway through which nothing passes yet, with rules for answers.
   *
   * @param client who asks the server
   * @param server the server
   * @param party who the client is and how the server is called, for the policy
   * @param gates gives the gate, or null while there is none
   * @param errorCode the code of a denial that is a JSON-RPC error
   * @param rules what becomes of the server's answers
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
   * Tells the end.
   *
   * @return a stage that completes, once, when nothing passes any more
   */
  public CompletionStage<End> ended() {
    return session.ended();
  }

  /** Ends it: what waits is dropped and both sides are cut. Again does nothing. */
  @Override
  public void close() {
    session.close();
  }
}
