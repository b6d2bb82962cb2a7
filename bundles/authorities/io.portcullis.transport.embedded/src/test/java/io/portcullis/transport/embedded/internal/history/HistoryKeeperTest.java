// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.testkit.Await;
import io.portcullis.transport.embedded.internal.EmbeddedTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryKeeperTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          calls: {tools: [search], by: [agent], window: 1h}
        rules:
          - {name: open, tools: [search], effect: allow}
          - {name: cap, tools: [search], when: counters.calls.count >= 2, effect: deny}
      """;

  /** A journal that keeps bodies in memory. */
  private static final class Records implements JournalRecords {
    String name = "sha256:first";
    final List<String> bodies = new CopyOnWriteArrayList<>();
    volatile @Nullable IOException failure;
    @Nullable Instant completeSince;

    @Override
    public String journal() {
      return name;
    }

    @Override
    public Extent read(Instant since, long afterSeq, Visitor visitor) throws IOException {
      IOException thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
      for (int i = 0; i < bodies.size(); i++) {
        if (i + 1 > afterSeq) {
          visitor.record(i + 1, bodies.get(i));
        }
      }
      return new Extent(completeSince, bodies.size());
    }
  }

  @TempDir Path folder;
  private final Records records = new Records();
  private volatile @Nullable JournalRecords present = records;
  private EmbeddedTransport transport = new EmbeddedTransport();
  private HistoryKeeper keeper = keeper();
  private int calls;

  private HistoryKeeper keeper() {
    return new HistoryKeeper(
        Path.of("unused"), () -> present, true, InstantSource.system(), ModelPrices.BUILT_IN);
  }

  private void start() throws Exception {
    keeper.close();
    keeper =
        new HistoryKeeper(
            folder.resolve("history"),
            () -> present,
            true,
            InstantSource.system(),
            ModelPrices.BUILT_IN);
    transport = new EmbeddedTransport();
    use(POLICY);
  }

  private void use(String document) throws Exception {
    Policies policies =
        new PolicyLoader().parse("p.yaml", document.getBytes(StandardCharsets.UTF_8));
    String digest = "sha256:" + policies.digest();
    PolicyEngine engine =
        new PolicyEngine(policies, new RateLimits(), InstantSource.system(), keeper.history());
    keeper.use(policies, digest, () -> transport.decideBy(engine, digest));
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private boolean known() {
    return keeper.health().level() == Health.Level.OK;
  }

  /** Runs a call to its end and keeps its records, as the gate does. */
  private String run() {
    ToolCall call =
        ToolCall.builder("search")
            .agent(AgentIdentity.of("a"))
            .build()
            .stamped("c" + calls++, AgentIdentity.of("a"), Instant.MAX);
    RuntimeDecision decision = Await.await(transport.query(call));
    if (!RuntimeDecision.ALLOW.equals(decision.decision())) {
      return String.valueOf(decision.decision());
    }
    Verdict verdict =
        new Verdict.Allow(
            Verdict.Basis.AUTHORITY,
            "",
            "",
            List.of(),
            decision.policyDigest(),
            decision.history());
    HistorySettlement settlement = new HistorySettlement(keeper.history());
    settlement.settle(record(call, verdict, CallRecord.Phase.DECIDED, null));
    settlement.settle(record(call, verdict, CallRecord.Phase.ENDED, ToolOutcome.Kind.COMPLETED));
    var count = decision.history().counts().get(0);
    records.bodies.add(
        ("{\"action\":\"tool_call\",\"agent\":\"a\",\"call\":\"%s\",\"counts\":[{\"amount\":\"0\",\"counter\":\"calls\","
                + "\"id\":\"%s\",\"subject\":\"%s\"}],\"kind\":\"decided\",\"policyDigest\":\"%s\",\"time\":\"%s\","
                + "\"tool\":\"search\",\"verdict\":\"allow\"}")
            .formatted(
                call.id(), count.id(), count.subject(), decision.policyDigest(), Instant.now()));
    return "allow";
  }

  @SuppressWarnings("NullAway") // the outcome of a call that was only decided is null
  private static CallRecord record(
      ToolCall call, Verdict verdict, CallRecord.Phase phase, ToolOutcome.@Nullable Kind outcome) {
    return new CallRecord(
        phase,
        call,
        Instant.now(),
        EnforcementMode.ENFORCE,
        "",
        "embedded",
        verdict,
        "",
        outcome,
        0,
        List.of());
  }

  @Test
  void aRestartOpensNoWindow() throws Exception {
    start();
    await(this::known);
    assertThat(run()).isEqualTo("allow");
    start();
    await(this::known);
    assertThat(run()).isEqualTo("allow");
    assertThat(run()).isEqualTo("deny");
    start();
    await(this::known);
    assertThat(run()).isEqualTo("deny");
  }

  @Test
  void aReloadOpensNoWindow() throws Exception {
    start();
    await(this::known);
    run();
    run();
    use(POLICY.replace("name: cap", "name: limit"));
    assertThat(run()).isEqualTo("deny");
  }

  @Test
  void aCounterThatAReloadAddsCountsTheCallsBeforeOnce() throws Exception {
    start();
    await(this::known);
    run();
    run();
    use(POLICY.replace("window: 1h", "window: 2h"));
    await(this::known);
    assertThat(keeper.history().counters().get(0).count()).isEqualTo(2);
    assertThat(run()).isEqualTo("deny");
  }

  @Test
  void everythingIsUnknownWithoutAJournal() throws Exception {
    present = null;
    start();
    assertThat(run()).isEqualTo("error");
    assertThat(keeper.health().level()).isEqualTo(Health.Level.WARN);
    present = records;
    await(this::known);
    assertThat(run()).isEqualTo("allow");
  }

  @Test
  void everythingIsUnknownWhileTheJournalCannotBeRead() throws Exception {
    records.failure = new IOException("full");
    start();
    assertThat(run()).isEqualTo("error");
    records.failure = null;
    await(this::known);
    assertThat(run()).isEqualTo("allow");
  }

  @Test
  void aJournalThatWasMovedAwayMakesCountersUnknown() throws Exception {
    start();
    await(this::known);
    run();
    records.bodies.clear();
    records.name = "sha256:second";
    start();
    await(() -> keeper.health().detail().contains("not the one that was in use"));
    assertThat(run()).isEqualTo("error");
  }

  @Test
  void anOlderCopyOfTheJournalMakesCountersUnknown() throws Exception {
    start();
    await(this::known);
    run();
    start();
    await(this::known);
    records.bodies.clear();
    start();
    await(() -> keeper.health().detail().contains("not the one that was in use"));
    assertThat(run()).isEqualTo("error");
  }

  @Test
  void aMarkThatCannotBeUnderstoodMakesCountersUnknown() throws Exception {
    Files.createDirectories(folder.resolve("history"));
    Files.writeString(folder.resolve("history/mark"), "seq=x\n");
    start();
    await(() -> keeper.health().detail().contains("cannot be understood"));
    assertThat(run()).isEqualTo("error");
  }

  @Test
  void removedRecordsMakeCountersUnknown() throws Exception {
    records.completeSince = Instant.now();
    start();
    await(() -> keeper.health().detail().contains("were removed"));
    assertThat(run()).isEqualTo("error");
  }
}
