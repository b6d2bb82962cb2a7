// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.service.tool.ToolExecutionResult;
import io.portcullis.adapter.langchain4j.internal.DenialMessage;
import io.portcullis.adapter.langchain4j.internal.Rethrow;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one invocation that LangChain4j cannot distinguish, run one at a time. LangChain4j
 * shows one of their results for all of them, so every result must be true for all of them.
 */
final class DuplicateCall {
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable ToolOutcome<@Nullable ToolExecutionResult> last;
  private @Nullable ToolExecutionResult lastRefusal;

  /**
   * Answers one call.
   *
   * @param tool the tool's name
   * @param named whether the calls have an id, which makes all of them one call
   * @param gated decides the call and runs the tool
   */
  @Nullable ToolExecutionResult answer(
      String tool, boolean named, Supplier<ToolOutcome<@Nullable ToolExecutionResult>> gated) {
    if (!takeTurn()) {
      String text = DenialMessage.text(tool, Verdict.Deny.fault("interrupted"));
      return DenialMessage.result(text + " An equal call before it may have run.");
    }
    try {
      if (lastRefusal != null) {
        return lastRefusal;
      }
      return last != null && named ? repeated(tool, last) : first(tool, gated.get());
    } finally {
      turn.unlock();
    }
  }

  /** Without contention the gate handles an interrupt. */
  private boolean takeTurn() {
    if (turn.tryLock()) {
      return true;
    }
    try {
      turn.lockInterruptibly();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private @Nullable ToolExecutionResult first(
      String tool, ToolOutcome<@Nullable ToolExecutionResult> outcome) {
    if (outcome instanceof ToolOutcome.Denied<@Nullable ToolExecutionResult> denied) {
      lastRefusal = denied(DenialMessage.text(tool, denied.verdict()));
      return lastRefusal;
    }
    last = outcome;
    if (outcome instanceof ToolOutcome.Completed<@Nullable ToolExecutionResult> completed) {
      return completed.value();
    }
    throw Rethrow.asIs(((ToolOutcome.Failed<?>) outcome).cause());
  }

  private ToolExecutionResult denied(String text) {
    if (last == null) {
      return DenialMessage.result(text);
    }
    if (last instanceof ToolOutcome.Completed<@Nullable ToolExecutionResult> completed) {
      String both = text + " An equal call before it did run, with this result:";
      return DenialMessage.result(both, completed.value());
    }
    return DenialMessage.result(text + " An equal call before it did run, and failed.");
  }

  private static ToolExecutionResult repeated(
      String tool, ToolOutcome<@Nullable ToolExecutionResult> earlier) {
    if (earlier instanceof ToolOutcome.Completed<@Nullable ToolExecutionResult> completed) {
      String text =
          "The tool '%s' ran once for this call id; the repetition was not run. The result was:";
      return DenialMessage.result(text.formatted(tool), completed.value());
    }
    throw Rethrow.asIs(((ToolOutcome.Failed<?>) earlier).cause());
  }
}
