// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.testkit.fake.ScriptedAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Allows most calls, denies some, and answers some in another thread.
 *
 * @param asks counts
 * @param elsewhere runs what is answered there
 */
record RuntimeScript(Asks asks, Executor elsewhere) implements ScriptedAnswer {

  @Override
  public CompletionStage<RuntimeDecision> answer(ToolCall call) {
    long number = asks.count(call);
    ScriptedAnswer answer =
        number % 16 == 0 ? ScriptedAnswer.deny("every sixteenth") : ScriptedAnswer.allow();
    return number % 64 == 1
        ? CompletableFuture.supplyAsync(() -> answer, elsewhere).thenCompose(a -> a.answer(call))
        : answer.answer(call);
  }
}
