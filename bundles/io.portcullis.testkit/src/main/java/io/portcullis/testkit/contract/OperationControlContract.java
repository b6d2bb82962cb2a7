// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.portcullis.api.OperationControl;
import io.portcullis.api.OperationControl.Clearance;
import io.portcullis.api.ToolCall;
import io.portcullis.testkit.Patience;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link OperationControl} must keep to. */
public abstract class OperationControlContract {
  private static final ToolCall CALL = Samples.call("call-1");

  /**
   * The control under test.
   *
   * @return a control by which the operator has said nothing yet
   */
  protected abstract OperationControl control();

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

  /** Without a word of the operator calls proceed at once. */
  @Test
  protected void proceedsByDefault() {
    assertEquals(Clearance.PROCEED, Patience.await(clearance()));
  }

  /** A paused call waits, and goes on when it is resumed. */
  @Test
  protected void holdsPausedCallUntilResumed() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    assertFalse(waiting.isDone());
    resume(CALL);
    assertEquals(Clearance.PROCEED, Patience.await(waiting));
  }

  /** Terminated is terminated, now and later. */
  @Test
  protected void refusesTerminatedCalls() {
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Patience.await(clearance()));
    resume(CALL);
    assertEquals(Clearance.TERMINATED, Patience.await(clearance()));
  }

  /** Whoever waits in a pause hears of the termination. */
  @Test
  protected void terminatesPausedCalls() {
    pause(CALL);
    CompletableFuture<Clearance> waiting = clearance();
    terminate(CALL);
    assertEquals(Clearance.TERMINATED, Patience.await(waiting));
  }

  private CompletableFuture<Clearance> clearance() {
    return control().clearance(CALL).toCompletableFuture();
  }
}
