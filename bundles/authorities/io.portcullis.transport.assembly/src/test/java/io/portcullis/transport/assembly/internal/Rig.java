// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.Health;
import io.portcullis.api.RuntimeDecision;
import io.portcullis.api.RuntimeTransport;
import io.portcullis.api.ToolCall;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.testkit.AllowLedger;
import io.portcullis.testkit.Patience;
import io.portcullis.testkit.assembly.RuntimeDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A double on a real socket, and a keeper that connects to it. */
final class Rig implements AutoCloseable {
  static final String AGENT = "agent-1";
  static final Duration UNANSWERED = Duration.ofSeconds(90);

  final Path socket;
  final AllowLedger ledger = new AllowLedger();
  final RuntimeDouble runtime;
  final LinkThreads threads;
  final TestTime time;
  final RecordingPresence presence = new RecordingPresence();
  final LinkKeeper keeper;
  private final AtomicInteger ids = new AtomicInteger();

  Rig(Path folder) throws IOException {
    this(folder, settings());
  }

  Rig(Path folder, LinkSettings settings) throws IOException {
    socket = folder.resolve("s");
    runtime = new RuntimeDouble(socket, AGENT, ledger::allowed);
    threads = new LinkThreads();
    time = new TestTime(threads);
    keeper =
        new LinkKeeper(
            new SocketDialer(socket, LocalUser.self()),
            settings,
            new LinkThreading(time, threads, threads.loop()),
            new Random(1),
            presence,
            (call, pending) ->
                CompletableFuture.completedFuture(ApprovalDecision.unavailable("nobody else")));
  }

  static LinkSettings settings() {
    return settings(1_024, 64, 16 << 20);
  }

  static LinkSettings settings(int maxPending, int maxUnanswered, long maxBytes) {
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
  RuntimeTransport connect() throws IOException {
    runtime.start();
    keeper.start();
    return presence.awaitHere(1);
  }

  ToolCall call(String arguments) {
    return call("tool", arguments);
  }

  ToolCall call(String tool, String arguments) {
    return ToolCall.of(tool, arguments)
        .stamped(
            "call-" + ids.incrementAndGet(),
            AgentIdentity.of(AGENT),
            time.now().plus(Duration.ofHours(1)));
  }

  CompletionStage<RuntimeDecision> ask(RuntimeTransport transport) {
    return transport.query(call("{}"));
  }

  RuntimeDecision answer(RuntimeTransport transport) {
    return Patience.await(ask(transport));
  }

  Health health() {
    return keeper.health();
  }

  @Override
  public void close() throws IOException {
    keeper.close();
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
