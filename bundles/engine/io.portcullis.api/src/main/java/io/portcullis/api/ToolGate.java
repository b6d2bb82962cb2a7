// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only way to a tool. Adapters bind to it statically with cardinality 1..1: no gate, no tool.
 * Thread-safe. No method throws for a fault of the engine; a fault is a denial or, under a lenient
 * mode, an allow.
 */
@ProviderType
public interface ToolGate {

  /**
   * A tool, given its arguments after redaction.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  interface Tool<T extends @Nullable Object> {
    /**
     * Runs the tool.
     *
     * @param arguments the arguments as JSON text, to be used instead of any other copy
     * @return the tool's result
     * @throws Exception whatever the tool throws
     */
    T run(String arguments) throws Exception;
  }

  /**
   * A call and what was decided of it.
   *
   * @param call the call, its arguments after redaction
   * @param verdict an Allow or a Deny; a Pending only from {@link #preview}
   */
  record Decision(ToolCall call, Verdict verdict) {}

  /**
   * Decides the call and, if it is allowed, runs the tool in this thread. Blocks until the verdict
   * is there or the call's deadline has passed. If the thread is interrupted while it waits, the
   * call is denied and the interrupt flag restored.
   *
   * @param call what the agent wants
   * @param tool runs at most once, and only after an allow
   * @param <T> what the tool returns
   * @return how the call ended
   * @throws VirtualMachineError if the tool or the engine does
   */
  <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, Tool<T> tool);

  /**
   * Decides the call and, if it is allowed, starts the tool, holding no thread while it waits. Who
   * cancels the stage, as far as it is a {@link java.util.concurrent.Future}, before the tool has
   * started gives the call up: it is denied in every mode, and what it waits for is cancelled too.
   *
   * @param call what the agent wants
   * @param tool started at most once, and only after an allow
   * @param <T> what the tool returns
   * @return a stage that completes with how the call ended, never exceptionally but for a {@link
   *     VirtualMachineError}
   */
  <T extends @Nullable Object> CompletionStage<ToolOutcome<T>> runAsync(
      ToolCall call, Tool<? extends CompletionStage<T>> tool);

  /**
   * Gives the final verdict, approval included, to an adapter whose tool runs elsewhere. The
   * adapter must {@linkplain #report report} how it ended. Who cancels the stage, as far as it is a
   * {@link java.util.concurrent.Future}, gives the call up: it is denied in every mode, and the
   * approval it waits for is withdrawn. Nothing is to be reported then.
   *
   * @param call what the agent wants
   * @return a stage that completes with the decision
   */
  CompletionStage<Decision> decide(ToolCall call);

  /**
   * Tells what would be decided of a call that never runs, for consoles and tests of a policy.
   * Nobody is asked for an approval and nothing is recorded; the runtime is asked as for any other
   * call and may count it.
   *
   * @param call what an agent might want
   * @return a stage that completes with the decision, which is a Pending where an approval would be
   *     asked for
   */
  default CompletionStage<Decision> preview(ToolCall call) {
    return CompletableFuture.completedFuture(
        new Decision(call, Verdict.Deny.fault("this gate gives no preview")));
  }

  /**
   * Takes down how a tool ended that ran elsewhere.
   *
   * @param decision the decision it ran on
   * @param outcome how it ended
   */
  void report(Decision decision, ToolOutcome.Kind outcome);
}
