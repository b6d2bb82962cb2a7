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

/** The contract of every {@link CallClearance}. */
public abstract class CallClearanceContract {
  private static final ToolCall CALL = Samples.call("call-1");
  private static final ToolCall OTHER = Samples.call("call-2", "another agent");

  /**
   * Creates the clearance under test.
   *
   * @return a clearance without any order
   */
  protected abstract CallClearance control();

  /**
   * Pauses the scope of a call.
   *
   * @param call the call
   */
  protected abstract void pause(ToolCall call);

  /**
   * Resumes the scope of a call.
   *
   * @param call the call
   */
  protected abstract void resume(ToolCall call);

  /**
   * Terminates the scope of a call.
   *
   * @param call the call
   */
  protected abstract void terminate(ToolCall call);

  /**
   * Returns the number of open stages that the clearance holds.
   *
   * @return the stages that it returned and that nothing has completed
   */
  protected abstract int waiting();

  /** Without an order calls proceed at once. */
  @Test
  protected void callsProceedByDefault() {
    assertEquals(Clearance.PROCEED, Await.await(clearance()));
  }

  /** A paused call waits, and proceeds after a resume. */
  @Test
  protected void pausedCallWaitsUntilResumed() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    assertFalse(waiting.isDone());
    resume(CALL);
    assertEquals(Clearance.PROCEED, Await.await(waiting));
  }

  /** A termination applies now and later. */
  @Test
  protected void terminatedCallsStayTerminated() {
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
    resume(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
  }

  /** A call that waits in a pause is terminated by a termination. */
  @Test
  protected void terminationReachesPausedCalls() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Await.await(waiting));
  }

  /** An order about one call does not affect another. */
  @Test
  protected void orderDoesNotAffectOtherCalls() {
    terminate(CALL);
    assertEquals(Clearance.PROCEED, Await.await(control().clearance(OTHER)));
    pause(OTHER);
    assertEquals(Clearance.TERMINATED, Await.await(clearance()));
    assertFalse(control().clearance(OTHER).toCompletableFuture().isDone());
  }

  /** A watcher of a termination is notified of the termination only. */
  @Test
  protected void terminationNotifiesItsWatchers() {
    CompletableFuture<Void> termination = termination(CALL);
    pause(CALL);
    resume(CALL);
    assertFalse(termination.isDone());
    terminate(CALL);
    Await.await(termination);
  }

  /** A watcher that comes after the termination is notified at once. */
  @Test
  protected void earlierTerminationNotifiesNewWatchers() {
    terminate(CALL);
    Await.await(termination(CALL));
  }

  /** The termination of one call does not end the wait of another. */
  @Test
  protected void terminationNotifiesNoWatcherOfAnotherCall() {
    CompletableFuture<Void> other = termination(OTHER);
    CompletableFuture<Void> mine = termination(CALL);
    terminate(CALL);
    Await.await(mine);
    assertFalse(other.isDone());
  }

  /** Cancelled and completed stages are not held. */
  @Test
  protected void endedStagesAreNotHeld() {
    CompletableFuture<Void> cancelled = termination(CALL);
    CompletableFuture<Void> watched = termination(CALL);
    pause(CALL);
    CompletableFuture<Clearance> paused = clearance();
    assertEquals(3, waiting());
    assertTrue(cancelled.cancel(false));
    assertEquals(2, waiting());
    assertTrue(paused.cancel(false));
    assertEquals(1, waiting());
    terminate(CALL);
    Await.await(watched);
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
