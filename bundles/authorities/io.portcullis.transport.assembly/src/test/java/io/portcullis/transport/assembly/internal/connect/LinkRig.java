// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.connect;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.testkit.AllowLedger;
import io.portcullis.testkit.Await;
import io.portcullis.transport.assembly.internal.config.LinkSettings;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.LinkThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A scripted runtime on a real socket, and a link that connects to it. */
public final class LinkRig implements AutoCloseable {
  public static final String AGENT = "agent-1";
  static final Duration UNANSWERED = Duration.ofSeconds(90);

  final Path socket;
  final AllowLedger ledger = new AllowLedger();
  public final RuntimeSimulator runtime;
  public final LinkThreads threads;
  public final TestTime time;
  public final RecordingListener listener = new RecordingListener();
  public final ReconnectingLink link;
  private final AtomicInteger ids = new AtomicInteger();

  public LinkRig(Path folder) throws IOException {
    this(folder, settings());
  }

  public LinkRig(Path folder, LinkSettings settings) throws IOException {
    socket = folder.resolve("s");
    runtime = new RuntimeSimulator(socket, AGENT, ledger::allowed);
    threads = new LinkThreads();
    time = new TestTime(threads);
    link =
        new ReconnectingLink(
            new SocketDialer(socket, LocalUser.self()),
            settings,
            new LinkThreading(time, threads, threads.loop()),
            new Random(1),
            listener,
            (call, pending) ->
                CompletableFuture.completedFuture(
                    ApprovalDecision.unavailable("no other channel")));
  }

  public static LinkSettings settings() {
    return settings(1_024, 64, 16 << 20);
  }

  public static LinkSettings settings(int maxPending, int maxUnanswered, long maxBytes) {
    return new LinkSettings(
        AGENT,
        "",
        "",
        "0.1.0",
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        maxPending,
        maxUnanswered,
        UNANSWERED,
        maxBytes,
        maxBytes,
        Duration.ofSeconds(300),
        8);
  }

  /** Starts both and waits until they are connected. */
  public RuntimeTransport connect() throws IOException {
    runtime.start();
    link.start();
    return listener.awaitAvailable(1);
  }

  public ToolCall call(String arguments) {
    return call("tool", arguments);
  }

  public ToolCall call(String tool, String arguments) {
    return ToolCall.of(tool, arguments)
        .stamped(
            "call-" + ids.incrementAndGet(),
            AgentIdentity.of(AGENT),
            time.now().plus(Duration.ofHours(1)));
  }

  public CompletionStage<RuntimeDecision> ask(RuntimeTransport transport) {
    return transport.query(call("{}"));
  }

  public RuntimeDecision answer(RuntimeTransport transport) {
    return Await.await(ask(transport));
  }

  Health health() {
    return link.health();
  }

  @Override
  public void close() throws IOException {
    link.close();
    threads.close();
    runtime.close();
    try {
      if (!threads.awaitEnd(Duration.ofSeconds(60))) {
        throw new IllegalStateException("threads are left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
