// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import static io.portcullis.approval.internal.queue.QueueRig.LOCAL;
import static io.portcullis.approval.internal.queue.QueueRig.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.HistoryEffects;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalDecision.Outcome;
import io.portcullis.api.approval.ApprovalReview.ReviewResult;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.testkit.Await;
import io.portcullis.testkit.fake.FakeCallReporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

/** The component in a real framework, as it is configured. */
class ApprovalComponentTest {
  @TempDir Path home;
  private RunningFramework framework;

  @BeforeEach
  void start() throws Exception {
    framework = new RunningFramework(home);
  }

  @AfterEach
  void stop() throws Exception {
    framework.close();
  }

  private ApprovalComponent component(Map<String, Object> changed) {
    return new ApprovalComponent(framework.context(), Configured.with(changed), Map.of());
  }

  private static ToolCall call() {
    return ToolCall.of("delete_all", "{}")
        .stamped("c-1", AgentIdentity.of("agent"), Instant.parse("2100-01-01T00:00:00Z"));
  }

  private static CompletableFuture<ApprovalDecision> request(ApprovalComponent component) {
    return component.request(call(), PENDING).toCompletableFuture();
  }

  @Test
  void returnsADecisionAndReportsToThePresentReporter() {
    ApprovalComponent component = component(Map.of());
    assertThat(component.health()).isEqualTo(new Health("approval", Health.Level.OK, ""));
    CompletableFuture<ApprovalDecision> stage = request(component);
    FakeCallReporter gateway = new FakeCallReporter();
    ServiceRegistration<CallReporter> registration =
        framework.context().registerService(CallReporter.class, gateway, null);
    String id = component.waiting().get(0).id();
    assertThat(component.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.APPROVED);
    assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.APPROVED);
    assertThat(gateway.events())
        .extracting(GovernanceEvent::type)
        .containsExactly("approval_granted");
    registration.unregister();
    request(component);
    assertThat(gateway.events()).hasSize(1);
    component.deactivate();
  }

  @Test
  void healthWarnsWhileACallWaitsForGroupsWithoutAReviewer() {
    String[] reviewers = {"ann;ops;sha256:" + "a".repeat(64)};
    ApprovalComponent component =
        component(Map.of("reviewers", reviewers, "groups", new String[] {"delete_*=ops"}));
    CompletableFuture<ApprovalDecision> answerable =
        component.request(call(), asking("ops")).toCompletableFuture();
    assertThat(component.health().level()).isEqualTo(Health.Level.OK);
    CompletableFuture<ApprovalDecision> expiring =
        component.request(call(), asking("treasurer")).toCompletableFuture();
    assertThat(component.health())
        .isEqualTo(
            new Health(
                "approval",
                Health.Level.WARN,
                "fewer people may decide the waiting call "
                    + component.waiting().get(1).id()
                    + " than must approve, so it expires; its groups: treasurer"));
    expiring.cancel(true);
    assertThat(component.health().level()).isEqualTo(Health.Level.OK);
    assertThat(answerable).isNotDone();
    component.deactivate();
  }

  private static Verdict.Pending asking(String group) {
    return new Verdict.Pending(
        "p-1", "deletes data", "ask", null, List.of(), "", List.of(group), "", HistoryEffects.NONE);
  }

  @Test
  void deniesAndRecordsCallsThatWaitedWhenItEnded() {
    ApprovalComponent before = component(Map.of());
    CompletableFuture<ApprovalDecision> stage = request(before);
    String id = before.waiting().get(0).id();
    before.deactivate();
    assertThat(Await.await(stage).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(before.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);

    ApprovalComponent after = component(Map.of());
    assertThat(after.waiting()).isEmpty();
    assertThat(after.decide(id, LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);
    assertThat(after.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(after.health().detail()).contains("1 calls abandoned by a restart");
    CompletableFuture<GovernanceEvent> told = new CompletableFuture<>();
    Journal journal =
        new Journal() {
          @Override
          public CompletionStage<Void> append(CallRecord callRecord) {
            throw new AssertionError("no call was decided");
          }

          @Override
          public CompletionStage<Void> append(GovernanceEvent event) {
            told.complete(event);
            return CompletableFuture.completedFuture(null);
          }
        };
    after.setJournal(journal);
    assertThat(Await.await(told).attributes()).containsEntry("id", id);
    after.unsetJournal(journal);
    after.deactivate();
  }

  @Test
  void deniesEveryRequestIfItCannotBeConfigured() {
    ApprovalComponent component = component(Map.of("requiredApprovals", 0));
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(component.health().detail()).contains("requiredApprovals must be from 1 to 10");
    ApprovalDecision decision = request(component).join();
    assertThat(decision.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(decision.reason()).contains("requiredApprovals");
    assertThat(component.waiting()).isEmpty();
    assertThat(component.decide("x", LOCAL, true, "")).isEqualTo(ReviewResult.NOT_WAITING);
    component.deactivate();
  }

  @Test
  void deniesEveryRequestIfItsFolderCannotBeUsed() throws Exception {
    Files.writeString(home.resolve("data"), "a file");
    ApprovalComponent component = component(Map.of());
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(request(component).join().outcome()).isEqualTo(Outcome.UNAVAILABLE);
    component.deactivate();
  }

  @Test
  void brokenFileIsCriticalAndTheQueueWorks() throws Exception {
    component(Map.of()).deactivate();
    Files.writeString(home.resolve("data/approvals/queue.jsonl"), "broken\n");
    ApprovalComponent component = component(Map.of());
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(component.health().detail()).contains("queue.jsonl.broken-");
    assertThat(request(component)).isNotDone();
    component.deactivate();
  }

  @Test
  void componentLeavesNoThread() throws Exception {
    ApprovalComponent component = component(Map.of());
    CompletableFuture<ApprovalDecision> stage = request(component);
    component.deactivate();
    Await.await(stage);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("portcullis-appro")) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }
}
