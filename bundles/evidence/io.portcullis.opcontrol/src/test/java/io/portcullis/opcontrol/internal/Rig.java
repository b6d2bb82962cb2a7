// SPDX-License-Identifier: Apache-2.0
package io.portcullis.opcontrol.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.OperationScope;
import io.portcullis.api.OperatorSwitch.Signal;
import io.portcullis.api.OperatorSwitch.State;
import io.portcullis.api.ToolCall;
import io.portcullis.api.TraceContext;
import io.portcullis.testkit.RecordingGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A switch on a folder of a test, and what it takes to start it again. */
final class Rig {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final FaultyDisk disk = new FaultyDisk();
  final RecordingGateway gateway = new RecordingGateway();
  private final AtomicLong seconds = new AtomicLong();
  private final Path folder;
  private int most = Orders.MOST;
  private int maxWaits = 200_000;

  Rig(Path temp) {
    folder = temp.resolve("data").resolve("opcontrol");
  }

  Rig most(int orders) {
    most = orders;
    return this;
  }

  Rig maxWaits(int waits) {
    maxWaits = waits;
    return this;
  }

  Path folder() {
    return folder;
  }

  Path file() {
    return folder.resolve(StateFolder.FILE);
  }

  Path lockFile() {
    return folder.resolveSibling("opcontrol.lock");
  }

  /** A second later each time it is looked at. */
  private InstantSource clock() {
    return () -> START.plusSeconds(seconds.getAndIncrement());
  }

  DurableOperationControl start() throws InUseException {
    OperationEvents events = new OperationEvents();
    events.reportTo(gateway);
    return DurableOperationControl.open(
        () -> StateFolder.open(folder, disk, most), events, clock(), maxWaits);
  }

  static State give(DurableOperationControl control, OperationScope scope, Signal signal)
      throws IOException {
    return control.give(scope, signal, "olga", "because");
  }

  static ToolCall call(String agent) {
    return call(agent, "", "trace", "span");
  }

  static ToolCall call(String agent, String caller, String trace, String span) {
    return ToolCall.builder("read_file")
        .agent(AgentIdentity.of(agent))
        .caller(caller.isEmpty() ? null : AgentIdentity.of(caller))
        .trace(new TraceContext(trace, span))
        .build();
  }
}
