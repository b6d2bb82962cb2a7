// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import org.jspecify.annotations.Nullable;

/** The gate, until this adapter is stopped. Afterwards every call is denied. */
final class RevocableGate {
  private static final Verdict.Deny SHUT = Verdict.Deny.fault("the LangChain4j adapter is stopped");

  private volatile @Nullable ToolGate gate;

  RevocableGate(ToolGate gate) {
    this.gate = gate;
  }

  void revoke() {
    gate = null;
  }

  <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, ToolGate.Tool<T> tool) {
    ToolGate open = gate;
    if (open == null) {
      return new ToolOutcome.Denied<>(SHUT);
    }
    ToolOutcome<T> outcome = open.run(call, arguments -> runIfOpen(tool, arguments));
    boolean shutMeanwhile =
        outcome instanceof ToolOutcome.Failed<T> failed && failed.cause() instanceof ShutException;
    return shutMeanwhile ? new ToolOutcome.Denied<>(SHUT) : outcome;
  }

  /** A verdict may take long; a stopped adapter starts no tool. */
  private <T extends @Nullable Object> T runIfOpen(ToolGate.Tool<T> tool, String arguments)
      throws Exception {
    if (gate == null) {
      throw new ShutException();
    }
    return tool.run(arguments);
  }

  private static final class ShutException extends Exception {
    ShutException() {
      super("not run: the LangChain4j adapter is stopped");
    }
  }
}
