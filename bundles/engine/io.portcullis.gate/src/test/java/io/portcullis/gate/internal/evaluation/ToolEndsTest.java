// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ToolOutcome;
import io.portcullis.api.evidence.CallRecord;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tool that was allowed to run and failed has run, and that is known. */
class ToolEndsTest {

  static Stream<Throwable> failures() {
    return Stream.of(
        new IOException("checked"),
        new IllegalStateException("unchecked"),
        new AssertionError("error"),
        new NoClassDefFoundError("linkage"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void exceptionOfTheToolIsItsOutcome(Throwable failure) {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    rig.tool.effect = arguments -> sneaky(failure);
    Ended ended = rig.call();
    assertThat(ended.kind()).isEqualTo(ToolOutcome.Kind.FAILED);
    assertThat(ended.cause()).isSameAs(failure);
    assertEndedOnce(rig, ToolOutcome.Kind.FAILED);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void exceptionOfTheStarterOfAnAsynchronousToolIsItsOutcome(Throwable failure) {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    rig.tool.effect = arguments -> sneaky(failure);
    assertThat(rig.call().cause()).isSameAs(failure);
    assertEndedOnce(rig, ToolOutcome.Kind.FAILED);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureOfTheStageOfAnAsynchronousToolIsItsOutcome(Throwable failure) {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    for (Throwable wrapped : new Throwable[] {failure, new CompletionException(failure)}) {
      Ended ended =
          Ended.of(
              Rig.await(
                  rig.gate()
                      .runAsync(Rig.someCall(), a -> CompletableFuture.failedFuture(wrapped))));
      assertThat(ended.cause()).isSameAs(failure);
    }
  }

  @Test
  void virtualMachineErrorOfTheToolIsRethrownAndRecorded() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    rig.tool.effect = arguments -> sneaky(new StackOverflowError());
    assertThatThrownBy(rig::call).isInstanceOf(StackOverflowError.class);
    assertEndedOnce(rig, ToolOutcome.Kind.FAILED);
  }

  @Test
  void virtualMachineErrorOfAnAsynchronousToolFailsTheStage() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    CompletableFuture<?> outcome =
        rig.gate()
            .runAsync(Rig.someCall(), a -> CompletableFuture.failedFuture(new OutOfMemoryError()))
            .toCompletableFuture();
    assertThatThrownBy(outcome::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertEndedOnce(rig, ToolOutcome.Kind.FAILED);
  }

  @Test
  void virtualMachineErrorOfTheRuntimeRunsNothing() {
    for (Mode mode : Mode.values()) {
      Rig rig = new Rig(mode, Form.RUN);
      rig.runtime(call -> sneaky(new StackOverflowError()));
      assertThatThrownBy(rig::call).isInstanceOf(StackOverflowError.class);
      rig.runtime(call -> CompletableFuture.failedFuture(new OutOfMemoryError()));
      assertThatThrownBy(rig::call).isInstanceOf(OutOfMemoryError.class);
      rig.runtime(
          call -> CompletableFuture.failedFuture(new CompletionException(new OutOfMemoryError())));
      assertThatThrownBy(rig::call).isInstanceOf(OutOfMemoryError.class);
      assertThat(rig.tool.runs()).isEmpty();
    }
  }

  @Test
  void virtualMachineErrorInAnotherThreadEndsAnAsynchronousCall() {
    Rig rig = new Rig(Mode.OBSERVE, Form.RUN_ASYNC);
    CompletableFuture<io.portcullis.api.Verdict> answer = new CompletableFuture<>();
    rig.runtime(call -> answer);
    CompletableFuture<Ended> ended = rig.start(Rig.someCall()).toCompletableFuture();
    answer.completeExceptionally(new OutOfMemoryError());
    assertThatThrownBy(ended::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(rig.tool.runs()).isEmpty();
  }

  @Test
  void interruptedToolLeavesTheThreadInterrupted() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    rig.tool.effect = arguments -> sneaky(new InterruptedException());
    assertThat(rig.call().kind()).isEqualTo(ToolOutcome.Kind.FAILED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interruptionOfTheToolsOwnThreadLeavesThisOneAlone() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN_ASYNC);
    rig.runtime(Scripted.ALLOW);
    Rig.await(
        rig.gate()
            .runAsync(
                Rig.someCall(), a -> CompletableFuture.failedFuture(new InterruptedException())));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void toolMayReturnNull() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    assertThat(rig.gate().run(Rig.someCall(), arguments -> null))
        .isEqualTo(new ToolOutcome.Completed<>(null));
    assertThat(
            Rig.await(
                rig.gate()
                    .runAsync(
                        Rig.someCall(), arguments -> CompletableFuture.completedFuture(null))))
        .isEqualTo(new ToolOutcome.Completed<>(null));
  }

  private static void assertEndedOnce(Rig rig, ToolOutcome.Kind kind) {
    assertThat(rig.records)
        .extracting(CallRecord::outcome)
        .as("one record of the decision, one of the end")
        .containsExactly(null, kind);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T, E extends Throwable> T sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
