// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An interceptor that does what a test says, and remembers what it was asked. */
public class Scripted implements GovernanceInterceptor {
  public static final Verdict ALLOW =
      new Verdict.Allow(Verdict.Basis.AUTHORITY, "fine", "r-1", List.of());
  public static final Verdict DENY =
      new Verdict.Deny(Verdict.Basis.AUTHORITY, "not this one", "r-2");

  public final List<ToolCall> asked = new CopyOnWriteArrayList<>();
  volatile boolean authoritative = true;
  public volatile String digest = "";
  public volatile Function<ToolCall, CompletionStage<Verdict>> script;

  Scripted(Function<ToolCall, CompletionStage<Verdict>> script) {
    this.script = script;
  }

  public static Scripted saying(Verdict verdict) {
    return new Scripted(call -> CompletableFuture.completedFuture(verdict));
  }

  @Override
  public CompletionStage<Verdict> check(ToolCall call) {
    asked.add(call);
    return script.apply(call);
  }

  @Override
  public String policyDigest() {
    return digest;
  }

  @Override
  public boolean authoritative() {
    return authoritative;
  }
}
