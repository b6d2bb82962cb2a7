// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.testkit.Await;
import java.util.concurrent.CompletableFuture;

/** Calls a tool through the gate, in one of its three forms. */
final class GateCaller extends Caller {

  /** A form of the gate. */
  enum Form {
    RUN,
    RUN_ASYNC,
    DECIDE
  }

  private final ToolGate gate;
  private final Form form;

  GateCaller(Arena arena, Form form, int number) {
    super(arena, "gate " + form + " " + number);
    this.gate = arena.registry().service(ToolGate.class);
    this.form = form;
  }

  @Override
  Result attempt(String ticket) {
    ToolCall call = ToolCall.of("no_gap", ticket);
    return switch (form) {
      case RUN -> result(gate.run(call, arguments -> arena().execute(arguments)));
      case RUN_ASYNC ->
          result(
              Await.await(
                  gate.runAsync(
                      call,
                      arguments -> CompletableFuture.completedFuture(arena().execute(arguments)))));
      case DECIDE -> decide(call);
    };
  }

  private Result decide(ToolCall call) {
    ToolGate.Decision decision = Await.await(gate.decide(call));
    if (decision.verdict().kind() != Verdict.Kind.ALLOW) {
      return Result.DENIED;
    }
    arena().execute(decision.call().arguments());
    gate.report(decision, ToolOutcome.Kind.COMPLETED);
    return Result.RAN;
  }

  private static Result result(ToolOutcome<?> outcome) {
    return switch (outcome.kind()) {
      case COMPLETED -> Result.RAN;
      case DENIED -> Result.DENIED;
      case FAILED -> throw new AssertionError(((ToolOutcome.Failed<?>) outcome).cause());
    };
  }
}
