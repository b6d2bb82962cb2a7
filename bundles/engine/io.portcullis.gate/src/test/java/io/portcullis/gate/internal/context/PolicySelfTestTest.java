// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.gate.internal.evaluation.Ended;
import io.portcullis.gate.internal.evaluation.Form;
import io.portcullis.gate.internal.evaluation.Mode;
import io.portcullis.gate.internal.evaluation.Rig;
import io.portcullis.gate.internal.evaluation.Scripted;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each policy of a runtime has to pass the self-test before it allows anything. */
class PolicySelfTestTest {
  private static final ToolCall FORBIDDEN = ToolCall.of("delete_all", "{}");

  private static Rig rig(Form form) {
    Rig rig = new Rig(Mode.ENFORCE, form);
    rig.forbidden = FORBIDDEN;
    rig.runtime(Scripted.DENY);
    return rig;
  }

  /** The runtime decides by a policy from now on; a good one forbids the forbidden call. */
  private static void decidesBy(Rig rig, String digest, boolean good) {
    Scripted runtime = (Scripted) rig.authority;
    runtime.digest = digest;
    runtime.script =
        call ->
            CompletableFuture.completedFuture(
                good && isTest(call)
                    ? new Verdict.Deny(Verdict.Basis.AUTHORITY, "no", "r", digest)
                    : new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "r", List.of(), digest));
  }

  private static boolean isTest(ToolCall call) {
    return call.tool().equals(FORBIDDEN.tool());
  }

  private static long tests(Rig rig) {
    return ((Scripted) rig.authority).asked.stream().filter(PolicySelfTestTest::isTest).count();
  }

  private static void runsOnceMore(Rig rig) {
    rig.tool.runs().clear();
    rig.assertRan(rig.call());
  }

  private static void doesNotRun(Rig rig) {
    rig.tool.runs().clear();
    Ended ended = rig.call();
    rig.assertNotRun(ended);
    assertThat(ended.denialCause()).isEqualTo(DenialCause.SELF_TEST_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void policyThatAllowsEverythingLetsNothingRun(Form form) {
    Rig rig = rig(form);
    decidesBy(rig, "one", true);
    runsOnceMore(rig);
    decidesBy(rig, "two", false);
    doesNotRun(rig);
    doesNotRun(rig);
    assertThat(tests(rig)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void eachGoodPolicyIsTestedOnce(Form form) {
    Rig rig = rig(form);
    for (String digest : List.of("one", "two", "three")) {
      decidesBy(rig, digest, true);
      runsOnceMore(rig);
      runsOnceMore(rig);
    }
    assertThat(tests(rig)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void goodPolicyAfterABadOneOpensTheGate(Form form) {
    Rig rig = rig(form);
    decidesBy(rig, "bad", false);
    doesNotRun(rig);
    decidesBy(rig, "good", true);
    runsOnceMore(rig);
  }

  @ParameterizedTest
  @EnumSource
  void allowOfThePolicyBeforeIsAskedAgain(Form form) {
    Rig rig = rig(form);
    Scripted runtime = (Scripted) rig.authority;
    runtime.script =
        call -> {
          if (isTest(call)) {
            return CompletableFuture.completedFuture(
                new Verdict.Deny(Verdict.Basis.AUTHORITY, "no", "r", "new"));
          }
          String digest = runtime.asked.size() > 3 ? "new" : "old";
          return CompletableFuture.completedFuture(
              new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "r", List.of(), digest));
        };
    runsOnceMore(rig);
    assertThat(rig.records.get(0).verdict().policyDigest()).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource
  void allowOfAPolicyThatIsNeverTestedIsDenied(Form form) {
    Rig rig = rig(form);
    Scripted runtime = (Scripted) rig.authority;
    runtime.script =
        call ->
            CompletableFuture.completedFuture(
                isTest(call)
                    ? new Verdict.Deny(Verdict.Basis.AUTHORITY, "no", "r", "tested")
                    : new Verdict.Allow(Verdict.Basis.AUTHORITY, "", "r", List.of(), "other"));
    rig.assertNotRun(rig.call());
    assertThat(runtime.asked.size()).as("bounded").isLessThan(40);
  }

  @ParameterizedTest
  @EnumSource
  void approvalUnderAPolicyThatFailsTheTestDoesNotRun(Form form) {
    Rig rig = rig(form);
    decidesBy(rig, "one", true);
    runsOnceMore(rig);
    rig.tool.runs().clear();
    Scripted runtime = (Scripted) rig.authority;
    runtime.digest = "bad";
    runtime.script =
        call ->
            CompletableFuture.completedFuture(
                isTest(call)
                    ? Scripted.ALLOW
                    : new Verdict.Pending("p", "ask", "r", null, List.of(), "bad"));
    rig.approvals = (call, pending) -> CompletableFuture.completedFuture(Rig.approved(call));
    rig.assertNotRun(rig.call());
  }

  @ParameterizedTest
  @EnumSource
  void previewDeniesUnderAPolicyThatFailsTheTest(Form form) {
    Rig rig = rig(form);
    decidesBy(rig, "one", true);
    runsOnceMore(rig);
    decidesBy(rig, "two", false);
    assertThat(Rig.await(rig.gate().preview(Rig.someCall())).verdict().kind())
        .isEqualTo(Verdict.Kind.DENY);
  }
}
