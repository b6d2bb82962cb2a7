// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Services that answer as told. */
public final class Fakes {
  private Fakes() {}

  /** An invocation by the operator {@code operator}, whose output a program reads. */
  public static Invocation invocation(String... arguments) {
    return by("operator", arguments);
  }

  /** An invocation whose output a person reads at a terminal with colours. */
  public static Invocation atTerminal(String... arguments) {
    return new Invocation(List.of(arguments), "operator", Display.COLOUR_TERMINAL);
  }

  /** An invocation by one operator, whose output a program reads. */
  public static Invocation by(String operator, String... arguments) {
    return new Invocation(List.of(arguments), operator, Display.PLAIN);
  }

  public static GovernanceInterceptor answering(Verdict verdict) {
    return answering(call -> verdict);
  }

  public static GovernanceInterceptor answering(Function<ToolCall, Verdict> check) {
    return new GovernanceInterceptor() {
      @Override
      public CompletionStage<Verdict> check(ToolCall call) {
        return CompletableFuture.completedFuture(check.apply(call));
      }

      @Override
      public boolean authoritative() {
        return true;
      }
    };
  }

  public static Verdict allow() {
    return new Verdict.Allow(Verdict.Basis.AUTHORITY, "the policy allows it", "tools/x", List.of());
  }

  public static Verdict deny(String reason) {
    return new Verdict.Deny(Verdict.Basis.AUTHORITY, reason, "tools/y");
  }

  public static ModePolicy mode(EnforcementMode mode) {
    return new ModePolicy() {
      @Override
      public EnforcementMode mode() {
        return mode;
      }

      @Override
      public Verdict onFault(String reason) {
        return mode.lenient()
            ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, reason, "", List.of())
            : Verdict.Deny.fault(reason);
      }
    };
  }

  /** A gate that nobody may call. */
  public static ToolGate untouchedGate() {
    return gate(
        call -> {
          throw new AssertionError("the shell asked about a call");
        });
  }

  /** A gate that may be asked about calls; no command runs a tool or files an approval. */
  public static ToolGate gate(Function<ToolCall, CompletionStage<ToolGate.Decision>> preview) {
    return new ToolGate() {
      @Override
      public CompletionStage<Decision> preview(ToolCall call) {
        return preview.apply(call);
      }

      @Override
      public <T> ToolOutcome<T> run(ToolCall call, Tool<T> tool) {
        throw new AssertionError("the shell ran a tool");
      }

      @Override
      public <T> CompletionStage<ToolOutcome<T>> runAsync(
          ToolCall call, Tool<? extends CompletionStage<T>> tool) {
        throw new AssertionError("the shell ran a tool");
      }

      @Override
      public CompletionStage<Decision> decide(ToolCall call) {
        throw new AssertionError("the shell waited for an approval");
      }

      @Override
      public void report(Decision decision, ToolOutcome.Kind outcome) {
        throw new AssertionError("the shell reported a run");
      }
    };
  }
}
