// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.gate.internal.services.ServiceSnapshot;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who asked gives the call up before it is decided. */
class WithdrawalTest {
  private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();

  static Stream<Arguments> cases() {
    return Stream.of(Mode.values())
        .flatMap(
            mode -> Stream.of(Form.RUN_ASYNC, Form.DECIDE).map(form -> Arguments.of(mode, form)));
  }

  private Rig rig(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.journal =
        callRecord -> {
          records.add(callRecord);
          return CompletableFuture.completedFuture(null);
        };
    return rig;
  }

  private static CompletableFuture<?> asked(Rig rig) {
    CompletionStage<?> stage =
        rig.form == Form.DECIDE
            ? rig.gate().decide(Rig.someCall())
            : rig.gate()
                .runAsync(
                    Rig.someCall(),
                    arguments -> CompletableFuture.completedFuture(rig.tool.run(arguments)));
    return stage.toCompletableFuture();
  }

  private CallRecord nextRecord() {
    try {
      CallRecord next = records.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a record").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRecordedAsGivenUp(Rig rig) {
    CallRecord last = nextRecord();
    assertThat(last.verdict().kind()).isEqualTo(Verdict.Kind.DENY);
    assertThat(last.verdict().reason()).isEqualTo("withdrawn by the caller");
    assertThat(rig.tool.runs()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void endsTheWaitForAVerdict(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    assertThat(asked(rig).cancel(false)).isTrue();
    assertRecordedAsGivenUp(rig);
    assertThat(answer).isCancelled();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void endsTheWaitForAnApproval(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.runtime(Rig.pending(Duration.ofHours(1)));
    CompletableFuture<ApprovalDecision> approval = new CompletableFuture<>();
    rig.approvals = (call, pending) -> approval;
    assertThat(asked(rig).cancel(false)).isTrue();
    assertRecordedAsGivenUp(rig);
    assertThat(approval).isCancelled();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void withdrawalIsNotUndoneByAnAllowThatComesLater(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    CompletableFuture<Verdict> answer =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false; // a runtime that does not listen
          }
        };
    rig.runtime(call -> answer);
    CompletableFuture<?> asked = asked(rig);
    asked.cancel(false);
    assertRecordedAsGivenUp(rig);
    answer.complete(Scripted.ALLOW);
    assertThat(rig.tool.runs()).isEmpty();
    assertThat(records).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void withdrawalIsRecordedEvenAfterAnAllow(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    rig.evidenceRequired();
    rig.runtime(Scripted.ALLOW);
    CompletableFuture<Void> written = new CompletableFuture<>();
    rig.journal =
        callRecord -> {
          records.add(callRecord);
          return written;
        };
    CompletableFuture<?> asked = asked(rig);
    assertThat(nextRecord().verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
    asked.cancel(false);
    assertRecordedAsGivenUp(rig);
    written.complete(null);
    assertThat(rig.tool.runs()).isEmpty();
  }

  /** The last moment: the caller withdraws the call just before the verdict is reported. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void countsUntilTheVeryEnd(Mode mode, Form form) {
    Rig rig = rig(mode, form);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    CompletableFuture<?> asked = asked(rig);
    ServiceSnapshot.InterceptorSnapshot seen = rig.seen;
    rig.look =
        () -> {
          asked.cancel(false); // while the gate looks whether the runtime is still there
          return seen;
        };
    answer.complete(Scripted.ALLOW);
    CallRecord first = nextRecord();
    if (first.verdict().kind() == Verdict.Kind.ALLOW) {
      first = nextRecord();
    }
    assertThat(first.verdict().reason()).isEqualTo("withdrawn by the caller");
    assertThat(rig.tool.runs()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void comesTooLateForAToolThatHasStarted(Mode mode) {
    Rig rig = rig(mode, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    CompletableFuture<String> running = new CompletableFuture<>();
    CompletableFuture<?> asked =
        rig.gate()
            .runAsync(
                Rig.someCall(),
                arguments -> {
                  rig.tool.run(arguments);
                  return running;
                })
            .toCompletableFuture();
    asked.cancel(false);
    running.complete("done");
    assertThat(rig.tool.runs()).hasSize(1);
    assertThat(nextRecord().verdict().kind()).isEqualTo(Verdict.Kind.ALLOW);
    assertThat(nextRecord().outcome()).isEqualTo(ToolOutcome.Kind.COMPLETED);
  }
}
