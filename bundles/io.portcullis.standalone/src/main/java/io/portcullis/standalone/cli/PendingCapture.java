// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

import io.portcullis.api.ApprovalChannel;
import io.portcullis.api.ApprovalDecision;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Remembers what a person would have been asked, and asks nobody. Used by one thread. */
final class PendingCapture implements ApprovalChannel {
  private @Nullable Answer captured;

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    captured = new Answer(pending, call.arguments());
    return CompletableFuture.completedFuture(
        ApprovalDecision.unavailable("a check asks nobody for an approval"));
  }

  /** What was captured since the last look; null if nothing was. */
  @Nullable Answer take() {
    Answer shown = captured;
    captured = null;
    return shown;
  }
}
