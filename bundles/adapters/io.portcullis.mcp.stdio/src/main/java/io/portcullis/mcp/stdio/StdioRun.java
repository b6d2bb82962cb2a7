// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolGate;
import io.portcullis.mcp.governance.CallerContext;
import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.response.ToolPins;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a server and the session with it. For one use. */
public final class StdioRun {
  private static final int CANNOT_START = 127; // like a shell

  private final StdioOptions options;
  private final Supplier<@Nullable ToolGate> gates;
  private final Supplier<@Nullable ToolPins> pins;
  private final InputStream clientIn;
  private final OutputStream clientOut;
  private final PrintStream err;
  private final Duration grace;

  /**
   * Creates a run that has not begun.
   *
   * @param options the server to start, and the agent that calls
   * @param gates supplies the gate, or null while none is available
   * @param pins supplies the pins, or null while they are unavailable
   * @param clientIn the messages of the client
   * @param clientOut the messages for the client
   * @param err the messages for people
   * @param grace how long the server may take to end after the client has ended
   */
  public StdioRun(
      StdioOptions options,
      Supplier<@Nullable ToolGate> gates,
      Supplier<@Nullable ToolPins> pins,
      InputStream clientIn,
      OutputStream clientOut,
      PrintStream err,
      Duration grace) {
    this.options = options;
    this.gates = gates;
    this.pins = pins;
    this.clientIn = clientIn;
    this.clientOut = clientOut;
    this.err = err;
    this.grace = grace;
  }

  /**
   * Starts the server and passes messages until it has ended.
   *
   * @return the server's exit code, or 127 if it cannot be started
   * @throws InterruptedException if this thread is interrupted; the server is ended then
   */
  public int call() throws InterruptedException {
    ServerProcess server;
    try {
      server = ServerProcess.start(options.command());
    } catch (IOException e) {
      err.println("portcullis: cannot start the server: " + e.getMessage());
      return CANNOT_START;
    }
    try (server) {
      pass(server);
    }
    return server.exitCode();
  }

  private void pass(ServerProcess server) throws InterruptedException {
    StreamGateway.Side client =
        new StreamGateway.Side(new EndingIn(clientIn, () -> endLater(server)), clientOut, () -> {});
    StreamGateway.Side upstream =
        new StreamGateway.Side(server.output(), server.input(), server::close);
    CallerContext party = new CallerContext(AgentIdentity.of(options.agent()), options.server());
    try (StreamGateway session =
        new StreamGateway(client, upstream, party, gates, options.errorCode(), rules())) {
      session.start();
      if (session.ended().toCompletableFuture().get() == StreamGateway.End.SERVER_VIOLATED) {
        err.println("portcullis: the server was ended because it sent a line that may not pass");
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a session ends, but does not fail", e);
    }
  }

  private ResponseFilterOptions rules() {
    StdioOptions.Answers answers = options.answers();
    return new ResponseFilterOptions(
        answers.decideResults(), answers.hideDenied(), answers.pin() ? pins : null);
  }

  /** Ends a server that does not end with its client. */
  private void endLater(ServerProcess server) {
    Executor later = CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(server::close);
  }

  /** A stream that calls back, once, when it has ended or failed. */
  private static final class EndingIn extends FilterInputStream {
    private final Runnable onEnd;
    private boolean ended;

    EndingIn(InputStream in, Runnable onEnd) {
      super(in);
      this.onEnd = onEnd;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        int count = super.read(bytes, from, length);
        if (count < 0) {
          end();
        }
        return count;
      } catch (IOException e) {
        end();
        throw e;
      }
    }

    private void end() {
      if (!ended) {
        ended = true;
        onEnd.run();
      }
    }
  }
}
