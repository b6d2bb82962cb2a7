// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.operations.internal.orders.OperationEvents;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.operations.internal.storage.OrdersDirectory;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.standalone.Portcullis;
import io.portcullis.support.files.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an operator's order to the denial of the last of the calls that waited for a runtime which
 * does not answer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
@SuppressWarnings("NullAway") // JMH sets its fields up
public class TerminationBenchmark {
  private static final OperationScope AGENT = OperationScope.agent("agent");

  /** How many calls wait. */
  @Param({"1", "100"})
  public int calls;

  private final ExecutorService operator = Executors.newSingleThreadExecutor();
  private Path folder;
  private DurableOperatorControl control;
  private Portcullis engine;
  private CompletableFuture<?>[] waiting;
  private CompletableFuture<?> given;

  /** Makes the engine. */
  @Setup
  public void open() throws IOException, PolicyException {
    folder = Files.createTempDirectory("portcullis-benchmark");
    control =
        DurableOperatorControl.open(
            () ->
                OrdersDirectory.open(
                    folder.resolve("orders"), DurableFiles.local(), Orders.MAX_ORDERS),
            new OperationEvents(),
            InstantSource.system(),
            200_000);
    engine =
        Portcullis.builder()
            .transport(call -> new CompletableFuture<RuntimeDecision>())
            .control(control)
            .build();
  }

  /** Has the calls wait. */
  @Setup(Level.Invocation)
  public void call() {
    waiting = new CompletableFuture<?>[calls];
    for (int n = 0; n < calls; n++) {
      ToolCall call = ToolCall.builder("read_file").agent(AgentIdentity.of("agent")).build();
      waiting[n] =
          engine
              .gate()
              .runAsync(call, arguments -> CompletableFuture.completedFuture(arguments))
              .toCompletableFuture();
    }
  }

  /**
   * The order, which its own thread then writes to the disk.
   *
   * @return how the last call ended
   */
  @Benchmark
  public Object terminate() {
    given = CompletableFuture.runAsync(() -> give(Signal.TERMINATE), operator);
    Object last = null;
    for (CompletableFuture<?> each : waiting) {
      last = each.join();
      if (!(last instanceof ToolOutcome.Denied)) {
        throw new IllegalStateException("a call was not denied");
      }
    }
    return last;
  }

  private void give(Signal signal) {
    try {
      control.give(AGENT, signal, "operator", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it back. */
  @TearDown(Level.Invocation)
  public void reinstate() {
    given.join();
    give(Signal.REINSTATE);
  }

  /** Closes everything, and leaves nothing behind. */
  @TearDown
  public void close() throws IOException {
    engine.close();
    control.close();
    operator.shutdown();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(TerminationBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
