// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No mode lets an interrupted call through. */
class InterruptTest {

  @ParameterizedTest
  @EnumSource
  void waitingCallIsDeniedAndTheFlagRestored(Mode mode) {
    Rig rig = new Rig(mode, Form.RUN);
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    rig.runtime(
        call -> {
          asked.countDown();
          return answer;
        });
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    AtomicReference<Ended> ended = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              ended.set(rig.call());
              flag.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    FailOpenMatrixTest.await(asked);
    caller.interrupt();
    assertThat(Rig.await(flag)).isTrue();
    rig.assertNotRun(ended.get());
    assertThat(answer).isCancelled();
    assertThat(rig.records).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void callInAnInterruptedThreadIsDeniedIfItHasToWait(Mode mode) {
    Rig rig = new Rig(mode, Form.RUN);
    rig.runtime(call -> new CompletableFuture<>());
    Thread.currentThread().interrupt();
    Ended ended = rig.call();
    assertThat(Thread.interrupted()).isTrue();
    rig.assertNotRun(ended);
  }

  @Test
  void callInAnInterruptedThreadThatNeedNotWaitIsDecided() {
    Rig rig = new Rig(Mode.ENFORCE, Form.RUN);
    rig.runtime(Scripted.ALLOW);
    Thread.currentThread().interrupt();
    Ended ended = rig.call();
    assertThat(Thread.interrupted()).isTrue();
    rig.assertRan(ended);
  }

  @EachModeAndForm
  void interruptedInterceptorDeniesInEveryMode(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> ToolEndsTest.sneaky(new InterruptedException()));
    Ended ended = rig.call();
    assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
    rig.assertNotRun(ended);
  }

  @EachModeAndForm
  void queryThatWasInterruptedElsewhereDeniesInEveryMode(Mode mode, Form form) {
    Rig rig = new Rig(mode, form);
    rig.runtime(call -> CompletableFuture.failedFuture(new InterruptedException()));
    Ended ended = rig.call();
    assertThat(Thread.interrupted()).as("interrupt flag of this thread").isFalse();
    rig.assertNotRun(ended);
  }
}
