// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.stream.Collectors;

/** Rules of a document, asked as the embedded transport asks. */
final class PortcullisPeer {
  private static final String HEAD = "apiVersion: portcullis/v1\nkind: Policy\n";
  private static final String PAY = "    - {name: pay, tools: [pay], effect: allow}\n";

  private PortcullisPeer() {}

  static LoadedPolicy open(Question question) throws PolicyException {
    PolicyEngine engine =
        new PolicyEngine(
            new PolicyLoader().parse("peers", policy(question).getBytes(StandardCharsets.UTF_8)),
            new RateLimits(),
            InstantSource.system());
    return (tool, arguments) -> {
      String text = new String(arguments, StandardCharsets.UTF_8);
      return answer(engine.evaluate(PolicyRequest.of(Action.TOOL_CALL, tool, text)));
    };
  }

  private static Answer answer(PolicyDecision decision) {
    if (decision instanceof PolicyDecision.Allow) {
      return Answer.ALLOW;
    }
    return decision instanceof PolicyDecision.Fault ? Answer.ERROR : Answer.DENY;
  }

  private static String policy(Question question) {
    if (question == Question.NOTHING) {
      return HEAD + "spec: {}\n";
    }
    return HEAD + "spec:\n  rules:\n" + rules(question);
  }

  private static String rules(Question question) {
    if (question.isAboutNames()) {
      return SampleCalls.names(question.names()).stream()
          .map(name -> "    - {name: " + name + ", tools: [" + name + "], effect: allow}\n")
          .collect(Collectors.joining());
    }
    return switch (question) {
      case COMPARISON -> rule("pay", "args.amount <= 1000", "allow");
      case PATHS ->
          rule(
              "read",
              "args.paths.size() > 0 && args.paths.all(p, path(p).within(\"/home/user/notes\"))",
              "allow");
      case DENIAL -> PAY + rule("pay", "args.amount > 1000", "deny");
      case FAILING_ALLOW -> rule("pay", "1000 / args.amount >= 1", "allow");
      case FAILING_DENY -> PAY + rule("pay", "1000 / args.amount < 1", "deny");
      default -> throw new IllegalArgumentException("no rules for " + question);
    };
  }

  private static String rule(String tool, String when, String effect) {
    return "    - {name: condition, tools: ["
        + tool
        + "], when: '"
        + when
        + "', effect: "
        + effect
        + "}\n";
  }
}
