// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate that every tool call must pass. Adapters bind to it statically with cardinality 1..1, so
 * no tool runs without a gate. Thread-safe. No method throws for a fault of the engine: a fault is
 * a denial or, under a lenient mode, an allow.
 */
@ProviderType
public interface ToolGate {

  /**
   * A tool that takes its arguments after redaction.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  interface Tool<T extends @Nullable Object> {
    /**
     * Runs the tool.
     *
     * @param arguments the arguments as JSON text; the tool must use them instead of any other copy
     * @return the tool's result
     * @throws Exception any exception of the tool
     */
    T run(String arguments) throws Exception;
  }

  /**
   * A call and the decision about it.
   *
   * @param call the call, with its arguments after redaction
   * @param verdict an Allow or a Deny; a Pending only from {@link #preview}
   */
  record Decision(ToolCall call, Verdict verdict) {}

  /**
   * Decides the call and, if it is allowed, runs the tool in this thread. Blocks until the verdict
   * is final or the call's deadline has passed. If the thread is interrupted while it waits, the
   * call is denied and the interrupt flag is restored.
   *
   * @param call the call of the agent
   * @param tool the tool; it runs at most once, and only after an allow
   * @param <T> what the tool returns
   * @return the outcome of the call
   * @throws VirtualMachineError if the tool or the engine throws one
   */
  <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool);

  /**
   * Decides the call and, if it is allowed, starts the tool. The call blocks no thread while it
   * waits. Cancelling the returned stage, if it is a {@link java.util.concurrent.Future}, before
   * the tool starts withdraws the call: it is denied in every mode, and any pending query or
   * approval is cancelled.
   *
   * @param call the call of the agent
   * @param tool the tool; it is started at most once, and only after an allow
   * @param <T> what the tool returns
   * @return a stage that completes with the outcome of the call, and exceptionally only after a
   *     {@link VirtualMachineError}
   */
  <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool);

  /**
   * Returns the final verdict, approval included, to an adapter whose tool runs elsewhere. The
   * adapter must {@linkplain #report report} how the tool ended. Cancelling the returned stage, if
   * it is a {@link java.util.concurrent.Future}, withdraws the call: it is denied in every mode,
   * and a pending approval is cancelled. The adapter reports nothing in that case.
   *
   * @param call the call of the agent
   * @return a stage that completes with the decision
   */
  CompletionStage<Decision> decide(ToolCall call);

  /**
   * Returns the decision about a call that never runs, for consoles and tests of a policy. No
   * approval is requested and nothing is recorded. The runtime is queried as for any other call and
   * may count it. Without an implementation, every call is denied.
   *
   * @param call a call that an agent could make
   * @return a stage that completes with the decision, which is a Pending if the call would need an
   *     approval
   */
  default CompletionStage<Decision> preview(ToolCall call) {
    return CompletableFuture.completedFuture(
        new Decision(call, Verdict.Deny.fault("this gate gives no preview")));
  }

  /**
   * Records how a tool ended that ran elsewhere.
   *
   * @param decision the decision that allowed the tool
   * @param outcome the outcome of the call
   */
  void report(Decision decision, ToolOutcome.Kind outcome);
}
