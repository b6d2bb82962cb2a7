// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.assembly.simulator.AllowFile;
import io.portcullis.assembly.simulator.RuntimeSimulatorMain;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.AllowLedger;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many callers through the gate while the runtime, in a process of its own, is killed and started
 * again at random, and the transport's bundle with it. Each allow is in a file before it is given;
 * nothing may have run that is not there.
 */
@Tag("jdk")
@ContainerTest(features = {"core", "transport-assembly"})
class TransportNoGapIT {
  private static final int CYCLES =
      Integer.getInteger(
          "portcullis.assembly.nogap.cycles",
          Boolean.getBoolean("portcullis.exhaustive") ? 300 : 12);
  private static final int CALLERS = 6;
  private static final int RUNS_BETWEEN = 50;

  /** So many runs in all. */
  private record Goal(long runs, CompletableFuture<Void> reached) {}

  private final Map<String, Integer> executions = new ConcurrentHashMap<>();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final List<Thread> callers = new ArrayList<>();
  private volatile Goal goal = new Goal(0, new CompletableFuture<>());
  private Registry registry;
  private Configurations configurations;
  private TransportBundle transport;
  private Path folder;
  private Path allows;
  private Process runtime;

  @BeforeEach
  void open() throws IOException {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
    folder = Files.createTempDirectory("pc"); // the path of a socket must be short
    allows = folder.resolve("allows");
    configurations.put(ContainerEngine.GATE, "evidenceRequired", "false");
    configurations.put(ContainerEngine.GATE, "operatorControlRequired", "false");
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", TransportBundle.TARGET);
    startRuntime();
    transport = new TransportBundle(registry, folder.resolve("s"), 1_000);
    transport.awaitDeciding();
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    end();
    runtime.destroyForcibly().waitFor();
    transport.close();
    configurations.delete(ContainerEngine.GATE);
    configurations.set(ContainerEngine.INTERCEPTOR, Map.of());
    registry.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void startRuntime() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), RuntimeSimulatorMain.class.getName()));
    command.addAll(List.of("--socket", folder.resolve("s").toString()));
    command.addAll(List.of("--agent", TransportBundle.AGENT));
    command.addAll(List.of("--allows", allows.toString()));
    runtime = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = runtime.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo(RuntimeSimulatorMain.READY);
  }

  /** The jars that the bundles of the container are installed from. */
  private String classPath() {
    return Stream.of(
            "io.portcullis.assembly.simulator",
            "io.portcullis.assembly.wire",
            "com.google.protobuf",
            "io.portcullis.api")
        .map(name -> registry.bundle(name).getLocation())
        .map(location -> location.substring(location.indexOf("/")))
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }

  private void call(ToolGate gate, int caller, long number) {
    String ticket = "{\"n\":\"" + caller + "-" + number + "\"}";
    gate.run(
        ToolCall.of("no_gap", ticket),
        governed -> {
          executions.merge(ticket, 1, Integer::sum);
          Goal next = goal;
          if (runs.incrementAndGet() >= next.runs) {
            next.reached.complete(null);
          }
          return "";
        });
  }

  private void startCallers() {
    ToolGate gate = registry.service(ToolGate.class);
    for (int n = 0; n < CALLERS; n++) {
      int caller = n;
      Thread thread =
          new Thread(
              () -> {
                for (long number = 0; !finished.get(); number++) {
                  call(gate, caller, number);
                }
              },
              "no-gap-" + n);
      thread.setDaemon(true);
      callers.add(thread);
      thread.start();
    }
  }

  private void awaitRuns() {
    Goal next = new Goal(runs.get() + RUNS_BETWEEN, new CompletableFuture<>());
    goal = next;
    Await.await(next.reached);
  }

  private void end() throws InterruptedException {
    finished.set(true);
    for (Thread thread : callers) {
      thread.join();
    }
  }

  @Test
  void nothingRunsWithoutAnAllowWhileTheRuntimeIsKilled() throws Exception {
    Random random = new Random(7);
    Departure[] departures = Departure.values();
    startCallers();
    for (int n = 0; n < CYCLES; n++) {
      awaitRuns();
      if (random.nextInt(3) > 0) {
        runtime.destroyForcibly().waitFor();
        registry.until("the transport to leave", () -> !present());
        startRuntime();
      } else {
        Departure departure = departures[random.nextInt(departures.length)];
        transport.leave(departure);
        transport.comeBack(departure);
      }
      transport.awaitDeciding();
    }
    awaitRuns();
    end();
    runtime.destroyForcibly().waitFor();
    AllowLedger ledger = new AllowLedger();
    AllowFile.read(allows, ledger::allowed);
    executions.forEach(
        (ticket, times) -> {
          for (int n = 0; n < times; n++) {
            ledger.executed(ticket);
          }
        });
    System.out.printf("[no gap] assembly transport, %d cycles: %s%n", CYCLES, ledger);
    assertThat(ledger.unauthorised()).isEmpty();
    assertThat(ledger.offences()).isZero();
    assertThat(ledger.executions()).isGreaterThan((long) CYCLES * RUNS_BETWEEN);
  }

  private boolean present() {
    return registry.has(RuntimeTransport.class, TransportBundle.TARGET);
  }
}
