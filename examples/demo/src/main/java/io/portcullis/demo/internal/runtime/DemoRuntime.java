// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal.runtime;

import io.portcullis.assembly.simulator.RuntimeSimulator;
import io.portcullis.assembly.simulator.ScriptedReply;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A runtime that decides tool calls by a policy document. It prints one line when it listens, and
 * one for each line it reads: {@code approve} or {@code reject} is what its reviewer says to the
 * next call that needs an approval. It ends with its standard input.
 */
public final class DemoRuntime {
  private static final String APPROVE = "approve";

  private final PolicyEngine engine;
  private final Queue<String> reviews = new ConcurrentLinkedQueue<>();
  private final AtomicInteger approvals = new AtomicInteger();

  DemoRuntime(PolicyEngine engine) {
    this.engine = engine;
  }

  /**
   * Runs until the standard input ends.
   *
   * @param arguments the path of the socket, the agent's id, and the policy document
   * @throws IOException if it cannot listen, or not hear
   * @throws PolicyException if the document cannot be read
   */
  public static void main(String[] arguments) throws IOException, PolicyException {
    DemoRuntime runtime =
        new DemoRuntime(
            new PolicyEngine(
                new PolicyLoader().load(Path.of(arguments[2])),
                new RateLimits(),
                InstantSource.system()));
    try (RuntimeSimulator socket =
        new RuntimeSimulator(Path.of(arguments[0]), arguments[1], ticket -> {})) {
      socket.answer(runtime::answer);
      socket.start();
      runtime.hear();
    }
  }

  private void hear() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      review(line);
      System.out.println("heard");
    }
  }

  void review(String word) {
    reviews.add(word);
  }

  ScriptedReply answer(PolicyQuery query) {
    if (!(query.context() instanceof ActionContext.ToolCall call)) {
      return ScriptedReply.of(Decision.DENY, "only tools are known here");
    }
    try {
      return reply(engine.evaluate(request(call)));
    } catch (WireException e) {
      return ScriptedReply.of(Decision.DENY, "the arguments cannot be read");
    }
  }

  private static PolicyRequest request(ActionContext.ToolCall call) throws WireException {
    return new PolicyRequest(
        "", "", "", Action.TOOL_CALL, call.tool(), "", call.arguments().text(), null);
  }

  private ScriptedReply reply(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Allow) {
      return ScriptedReply.of(
          PolicyResponse.of(Decision.ALLOW, decision.reason(), decision.rule()));
    }
    if (decision instanceof PolicyDecision.NeedsApproval) {
      String id = "approval-" + approvals.incrementAndGet();
      return ScriptedReply.of(PolicyResponse.pending(id, decision.reason(), decision.rule()))
          .thenStray(reviewed(id));
    }
    return ScriptedReply.of(
        new PolicyResponse(
            Decision.DENY.number(), decision.reason(), decision.rule(), "", changes(decision), 0));
  }

  /** As real runtimes do: what would have to be changed is denied, and the change told. */
  private static List<RedactRule> changes(PolicyDecision decision) {
    return decision instanceof PolicyDecision.Redact redaction
        ? redaction.redactions().stream()
            .map(each -> new RedactRule(each.pointer(), each.replacement()))
            .toList()
        : List.of();
  }

  private ApprovalNotice reviewed(String id) {
    boolean approved = APPROVE.equals(reviews.poll());
    return new ApprovalNotice(
        id,
        approved,
        "reviewer",
        approved ? "fine" : "too much for one customer",
        System.currentTimeMillis());
  }
}
