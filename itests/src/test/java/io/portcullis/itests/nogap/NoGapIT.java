// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.bundles.adapter.ExecutorCaller;
import io.portcullis.itests.bundles.transport.RecordingTransportActivator;
import io.portcullis.itests.inside.BundleFile;
import io.portcullis.itests.inside.Configurations;
import io.portcullis.itests.inside.ContainerEngine;
import io.portcullis.itests.inside.FakeTransport;
import io.portcullis.itests.inside.Interceptors;
import io.portcullis.itests.inside.Registry;
import io.portcullis.itests.junit.ContainerTest;
import io.portcullis.testkit.AllowLedger;
import io.portcullis.testkit.fake.ScriptedRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Many callers, through the gate and beside it, while everything that decides is taken away and
 * brought back. What ran is compared with what was allowed: nothing may have run without.
 */
@ContainerTest(
    features = {"core", "evidence", "adapter-langchain4j", "transport-embedded"},
    properties = "portcullis.home={temp}")
@Tag("jdk")
class NoGapIT {
  /** Without a data section nothing is redacted, so each tool gets the number that it was sent. */
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: no-gap}
      spec:
        tools:
          no_gap: {allow: true}
      """;

  private static final int CYCLES =
      Integer.getInteger(
          "portcullis.nogap.cycles", Boolean.getBoolean("portcullis.exhaustive") ? 3_000 : 120);
  private static final int FOREIGN_EVERY = 16;
  private static final int FOREIGN_STAYS = 5;
  private static final int BENEATH_THE_CEILING = 1_000;

  private Registry registry;
  private final List<Bundle> installed = new ArrayList<>();
  private final AllowLedger ledger = new AllowLedger();
  private final Window transportWindow = new Window("the transport", caller -> true);
  private final Window deciderWindow = new Window("mapper or interceptor", caller -> true);
  private final Window modeWindow = new Window("the mode", caller -> true);
  private final Window adapterWindow = new Window("the adapter", AdapterCaller.class::isInstance);
  private final Window evidenceWindow = new Window("journal or switch", NoGapIT::passesTheGate);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Configurations configurations;
  private Arena arena;
  private Bundle adapterCaller;
  private CompletableFuture<Void> others = CompletableFuture.completedFuture(null);

  @BeforeEach
  void prepare() {
    registry = Registry.ofTests();
    configurations = new Configurations(registry);
  }

  /** What is recorded and whom an operator stops is the gate's to see to. */
  private static boolean passesTheGate(Caller caller) {
    return caller instanceof GateCaller || caller instanceof AdapterCaller;
  }

  private void openArena(boolean overlapping) {
    arena =
        new Arena(
            registry,
            ledger,
            List.of(transportWindow, deciderWindow, modeWindow, adapterWindow, evidenceWindow),
            overlapping);
    Consumer<String> tool = arena::execute;
    registry.register(Consumer.class, tool, Map.of("portcullis.itests", "tool"));
  }

  @AfterEach
  void cleanUp() throws BundleException {
    arena.close();
    others.join(); // whatever it has taken away is back then
    for (Bundle bundle : installed) {
      bundle.uninstall();
    }
    registry.close();
    threads.shutdown();
  }

  @Test
  void nothingRunsWithoutAnAllowWhileEverythingIsSwapped() throws Exception {
    openArena(true);
    ScriptedRuntime runtime = new ScriptedRuntime(ledger);
    runtime.answer(new RuntimeScript(arena.asks(), threads));
    try (FakeTransport transport = new FakeTransport(registry, runtime)) {
      transport.start();
      select(FakeTransport.TARGET);
      startCallers();
      others = CompletableFuture.runAsync(this::swapOthers, threads);
      Swaps swaps =
          new Swaps(
              arena,
              new SwappableTransport(registry, transport, configurations),
              transportWindow,
              true);
      for (int n = 0; n < CYCLES; n++) {
        if (n % FOREIGN_EVERY == FOREIGN_EVERY - FOREIGN_STAYS || n % FOREIGN_EVERY == 0 && n > 0) {
          arena.foreign().toggle(n < CYCLES / 2 ? BENEATH_THE_CEILING : Integer.MAX_VALUE);
        }
        swaps.cycle(n);
      }
      others.join();
      arena.close();
    }
    report("fake transport", CYCLES);
    verify();
  }

  @Test
  void nothingRunsWithoutAnAllowWhileTheEmbeddedTransportIsSwapped(@TempDir Path folder)
      throws Exception {
    openArena(false);
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, POLICY);
    registry.register(AllowLedger.class, ledger, Map.of());
    configurations.set("io.portcullis.transport.embedded", Map.of("policies", policy.toString()));
    install(
        BundleFile.named("io.portcullis.itests.recorder")
            .activator(RecordingTransportActivator.class)
            .with(RecordingTransportActivator.class.getDeclaredClasses())
            .importing(
                "io.portcullis.api",
                "io.portcullis.api.evidence",
                "io.portcullis.api.spi",
                "io.portcullis.testkit",
                "io.portcullis.testkit.fake",
                "org.osgi.framework",
                "org.osgi.util.tracker"));
    select("(transport.name=" + RecordingTransportActivator.NAME + ")");
    startCallers();
    Swappable embedded = new SwappableBundle(registry, "io.portcullis.transport.embedded");
    Swaps swaps = new Swaps(arena, embedded, transportWindow, true);
    for (int n = 0; n < CYCLES / 6; n++) {
      if (n % FOREIGN_STAYS == 0) {
        arena.foreign().toggle(BENEATH_THE_CEILING);
      }
      swaps.cycle(n);
    }
    arena.close();
    report("embedded transport", CYCLES / 6);
    verify();
  }

  /**
   * Mapper, mode, interceptor, adapter, journal and operator control, each a sixth as often as the
   * transport.
   */
  private void swapOthers() {
    List<Swaps> all =
        List.of(
            swaps("io.portcullis.decision", deciderWindow),
            swaps(ContainerEngine.INTERCEPTOR, deciderWindow),
            new Swaps(
                arena,
                new ModeWords(new SwappableBundle(registry, ContainerEngine.MODE), configurations),
                modeWindow,
                false),
            new Swaps(
                arena,
                new SwappableBundle(registry, "io.portcullis.adapter.langchain4j", adapterCaller),
                adapterWindow,
                true),
            swaps("io.portcullis.journal", evidenceWindow),
            swaps("io.portcullis.operations", evidenceWindow));
    try {
      for (int n = 0; n < CYCLES / 6; n++) {
        for (Swaps swaps : all) {
          swaps.cycle(n);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      arena.fail(new AssertionError("while other bundles were swapped", e));
    }
  }

  private Swaps swaps(String symbolicName, Window window) {
    return new Swaps(arena, new SwappableBundle(registry, symbolicName), window, true);
  }

  private void select(String target) {
    configurations.put(ContainerEngine.INTERCEPTOR, "transport.target", target);
    Interceptors.awaitAuthority(registry);
  }

  private void startCallers() {
    install(ObserverCaller.bundle("static", "mandatory", "optional"));
    adapterCaller =
        install(
            BundleFile.named("io.portcullis.itests.adapter")
                .with(ExecutorCaller.class)
                .importing(
                    "io.portcullis.adapter.langchain4j",
                    "dev.langchain4j.agent.tool",
                    "dev.langchain4j.service.tool")
                .components("OSGI-INF/adapter-caller.xml"));
    List<Caller> callers = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      callers.add(new GateCaller(arena, GateCaller.Form.RUN, n));
    }
    callers.add(new GateCaller(arena, GateCaller.Form.RUN_ASYNC, 6));
    callers.add(new GateCaller(arena, GateCaller.Form.DECIDE, 7));
    callers.add(ObserverCaller.lookup(arena));
    callers.add(ObserverCaller.tracker(arena));
    callers.add(ObserverCaller.component(arena, "static", true));
    callers.add(ObserverCaller.component(arena, "mandatory", false));
    callers.add(ObserverCaller.component(arena, "optional", false));
    callers.add(new AdapterCaller(arena));
    arena.start(callers);
  }

  private Bundle install(BundleFile file) {
    Registry.bundleOperation(
        () -> {
          String location = "no-gap-" + installed.size();
          Bundle bundle = registry.context().installBundle(location, file.stream());
          installed.add(bundle);
          bundle.start();
        });
    return installed.get(installed.size() - 1);
  }

  private void report(String what, int cycles) {
    ForeignInterceptor foreign = arena.foreign();
    System.out.printf(
        "[no gap] %s, %d cycles: %d ran, %d denied, %d without interceptor, %d without protection,"
            + " %d left behind by references; runtime: %s, %d asked again; foreign: %d executions,"
            + " %d allows%n",
        what,
        cycles,
        arena.tally().of(Caller.Result.RAN),
        arena.tally().of(Caller.Result.DENIED),
        arena.tally().of(Caller.Result.NOBODY),
        arena.tally().of(Caller.Result.RAN_UNPROTECTED),
        arena.tally().leftBehind(),
        ledger,
        arena.asks().again(),
        foreign.executions(),
        foreign.allows());
  }

  private void verify() {
    arena.throwFailure();
    assertThat(ledger.unauthorised()).as("executions without an allow").isEmpty();
    assertThat(ledger.offences()).isZero();
    assertThat(ledger.executions()).isPositive();
    assertThat(ledger.executions() + arena.foreign().executions())
        .as("every run was taken down")
        .isGreaterThanOrEqualTo(arena.tally().of(Caller.Result.RAN));
  }
}
