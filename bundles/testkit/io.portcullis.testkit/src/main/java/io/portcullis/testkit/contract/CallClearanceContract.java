// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.CallClearance;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.testkit.Await;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link CallClearance} must keep to. */
public abstract class CallClearanceContract {
  private static final ToolCall CALL = Samples.call("call-1");
  private static final ToolCall OTHER = Samples.call("call-2", "another agent");

  /**
   * The control under test.
   *
   * @return a control by which the operator has said nothing yet
   */
  protected abstract CallClearance control();

  /**
   * Pauses what the call belongs to.
   *
   * @param call the call
   */
  protected abstract void pause(ToolCall call);

  /**
   * Lets what the call belongs to go on.
   *
   * @param call the call
   */
  protected abstract void resume(ToolCall call);

  /**
   * Terminates what the call belongs to.
   *
   * @param call the call
   */
  protected abstract void terminate(ToolCall call);

  /**
   * How many open stages the control holds on to.
   *
   * @return those that it has given away and that neither it nor anybody else has completed
   */
  protected abstract int waiting();

  /** Without a word of the operator calls proceed at once. */
  @Test
  protected void proceedsByDefault() {
    assertEquals(Clearance.PROCEED, Await.await(clearance()));
  }

  /** A paused call waits, and goes on when it is resumed. */
  @Test
  protected void holdsPausedCallUntilResumed() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    assertFalse(waiting.isDone());
    resume(CALL);
    assertEquals(Clearance.PROCEED, Await.await(waiting));
  }

  /** Terminated is terminated, now and later. */
  @Test
  protected void refusesTerminatedCalls() {
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
    resume(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
  }

  /** A paused call ends when it is terminated. */
  @Test
  protected void terminatesPausedCalls() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(waiting));
  }

  /** An order for one call does not affect another. */
  @Test
  protected void leavesOtherCallsAlone() {
    terminate(CALL);
    assertEquals(Clearance.PROCEED, Await.await(control().clearance(OTHER)));
    pause(OTHER);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
    assertFalse(control().clearance(OTHER).toCompletableFuture().isDone());
  }

  /** Who waits for something else hears of the termination, and of nothing but that. */
  @Test
  protected void tellsOfTheTermination() {
    CompletableFuture<Void> termination = termination(CALL);
    pause(CALL);
    resume(CALL);
    assertFalse(termination.isDone());
    terminate(CALL);
    Await.await(termination);
  }

  /** A stage requested after the termination completes at once. */
  @Test
  protected void tellsOfAnEarlierTermination() {
    terminate(CALL);
    Await.await(termination(CALL));
  }

  /** The termination of one call does not end the wait of another. */
  @Test
  protected void tellsNobodyElse() {
    CompletableFuture<Void> other = termination(OTHER);
    CompletableFuture<Void> mine = termination(CALL);
    terminate(CALL);
    Await.await(mine);
    assertFalse(other.isDone());
  }

  /** Completed and cancelled stages are not kept. */
  @Test
  protected void keepsNothingOfWhatHasEnded() {
    CompletableFuture<Void> cancelled = termination(CALL);
    CompletableFuture<Void> told = termination(CALL);
    pause(CALL);
    CompletableFuture<Clearance> paused = clearance();
    assertEquals(3, waiting());
    assertTrue(cancelled.cancel(false));
    assertEquals(2, waiting());
    assertTrue(paused.cancel(false));
    assertEquals(1, waiting());
    terminate(CALL);
    Await.await(told);
    assertEquals(0, waiting());
    assertTrue(cancelled.isCancelled());
  }

  private CompletableFuture<Void> termination(ToolCall call) {
    return control().termination(call).toCompletableFuture();
  }

  private CompletableFuture<Clearance> clearance() {
    return control().clearance(CALL).toCompletableFuture();
  }
}
