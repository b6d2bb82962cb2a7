// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.connect.ReconnectingLink;
import io.portcullis.transport.assembly.internal.connect.SocketDialer;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.LinkThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A transport without a container, with the defaults of the configuration. */
public final class StandaloneAssemblyTransport implements AutoCloseable {
  private final CompletableFuture<RuntimeTransport> first = new CompletableFuture<>();
  private final LinkThreads threads;
  private final ReconnectingLink link;

  /**
   * Connects now, and again whenever the connection ends.
   *
   * @param socket the path of the runtime's socket
   * @param agentId the agent id of the runtime
   * @throws IOException if threads cannot be started
   * @throws IllegalArgumentException if the agent id is invalid
   */
  public StandaloneAssemblyTransport(Path socket, String agentId) throws IOException {
    SocketDialer dialer = new SocketDialer(socket, LocalUser.self());
    threads = new LinkThreads();
    link =
        new ReconnectingLink(
            dialer,
            settings(agentId),
            new LinkThreading(threads, threads, threads.loop()),
            new SecureRandom(),
            new First(first),
            (call, pending) ->
                CompletableFuture.completedFuture(
                    ApprovalDecision.unavailable("the runtime did not leave this call pending")));
    link.start();
  }

  private static LinkSettings settings(String agentId) {
    return new LinkSettings(
        agentId,
        "",
        "",
        "",
        Duration.ofSeconds(5),
        Duration.ofSeconds(6),
        1_024,
        64,
        Duration.ofSeconds(10),
        16 << 20,
        256 << 10,
        Duration.ofSeconds(300),
        1_000);
  }

  private record First(CompletableFuture<RuntimeTransport> first)
      implements ReconnectingLink.Listener {
    @Override
    public void available(RuntimeTransport transport) {
      first.complete(transport);
    }

    @Override
    public void unavailable() {
      // callers of connected() keep the first transport
    }

    @Override
    public void deniedWithRedactions(ToolCall call, RuntimeDecision decision) {
      // the decision carries the redactions
    }
  }

  /**
   * Returns the first connection.
   *
   * @return completes when the runtime accepts queries; the transport is unusable after its
   *     connection ends
   */
  public CompletionStage<RuntimeTransport> connected() {
    return first;
  }

  /** Fails pending queries and stops reconnecting. */
  @Override
  public void close() {
    link.close();
    threads.close();
  }
}
