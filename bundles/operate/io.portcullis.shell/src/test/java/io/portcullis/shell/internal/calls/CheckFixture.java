// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs checks in a framework where a gate may be registered. */
abstract class CheckFixture {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  CommandResult check(String... arguments) throws Exception {
    return check(Duration.ofSeconds(20), arguments);
  }

  CommandResult check(Duration patience, String... arguments) throws Exception {
    return new CheckCommand(new CurrentServices(framework.context()), patience)
        .parseAndExecute(Fakes.invocation(arguments));
  }

  void gate(Function<ToolCall, CompletionStage<ToolGate.Decision>> preview) {
    framework.register(ToolGate.class, Fakes.gate(preview), Map.of());
  }

  /** Registers a gate that decides so of every call and leaves its arguments as they are. */
  void gateDecides(Verdict verdict) {
    gate(call -> CompletableFuture.completedFuture(new ToolGate.Decision(call, verdict)));
  }
}
