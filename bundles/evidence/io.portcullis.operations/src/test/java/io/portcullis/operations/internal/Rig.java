// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.TraceContext;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.orders.OperationEvents;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.testkit.fake.FakeCallReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A switch on a folder of a test, and what it takes to start it again. */
public final class Rig {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final FaultyDisk disk = new FaultyDisk();
  public final FakeCallReporter gateway = new FakeCallReporter();
  private final AtomicLong seconds = new AtomicLong();
  private final Path folder;
  private int most = Orders.MAX_ORDERS;
  private int maxWaits = 200_000;

  public Rig(Path temp) {
    folder = temp.resolve("data").resolve("operations");
  }

  Rig most(int orders) {
    most = orders;
    return this;
  }

  Rig maxWaits(int waits) {
    maxWaits = waits;
    return this;
  }

  public Path folder() {
    return folder;
  }

  /** Returns the path of the orders file. */
  public Path file() {
    return folder.resolve(OrdersDirectory.FILE);
  }

  public Path lockFile() {
    return folder.resolveSibling("operations.lock");
  }

  /** A second later each time it is looked at. */
  private InstantSource clock() {
    return () -> START.plusSeconds(seconds.getAndIncrement());
  }

  public DurableOperatorControl start() throws FileInUseException {
    OperationEvents events = new OperationEvents();
    events.reportTo(gateway);
    return DurableOperatorControl.open(
        () -> OrdersDirectory.open(folder, disk, most), events, clock(), maxWaits);
  }

  public static State give(DurableOperatorControl control, OperationScope scope, Signal signal)
      throws IOException {
    return control.give(scope, signal, "olga", "because");
  }

  public static ToolCall call(String agent) {
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
