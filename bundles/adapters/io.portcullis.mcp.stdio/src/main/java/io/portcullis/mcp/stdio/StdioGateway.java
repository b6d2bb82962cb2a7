// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import io.portcullis.api.ToolGate;
import io.portcullis.mcp.response.ToolPins;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gateway between a client at the standard streams of this process and a server that it starts.
 * Thread-safe, but a process has its standard streams only once.
 */
public final class StdioGateway {
  /** How long a server may take to end by itself after the client has ended. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Supplier<@Nullable ToolGate> gates;
  private final Supplier<@Nullable ToolPins> pins;

  /**
   * Creates a gateway.
   *
   * @param gates supplies the gate, or null while none is available; every governed request is
   *     denied then
   * @param pins supplies the pins for the option {@code --pin}, or null while they are unavailable;
   *     tool calls are denied then under that option
   */
  public StdioGateway(Supplier<@Nullable ToolGate> gates, Supplier<@Nullable ToolPins> pins) {
    this.gates = gates;
    this.pins = pins;
  }

  /**
   * Starts the server and passes messages until it has ended. Blocks. Standard output carries
   * messages only, so nothing else in the process may write to it.
   *
   * @param options the server to start, and the agent that calls
   * @return the exit code of the server, or 127 if it cannot be started
   * @throws InterruptedException if this thread is interrupted; the server is ended then
   */
  public int run(StdioOptions options) throws InterruptedException {
    return new StdioRun(
            options,
            gates,
            pins,
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            System.err,
            GRACE)
        .call();
  }
}
