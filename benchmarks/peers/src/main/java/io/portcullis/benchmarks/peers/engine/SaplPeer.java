// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import io.sapl.api.interpreter.Val;
import io.sapl.api.pdp.AuthorizationDecision;
import io.sapl.api.pdp.AuthorizationSubscription;
import io.sapl.interpreter.combinators.PolicyDocumentCombiningAlgorithm;
import io.sapl.pdp.EmbeddedPolicyDecisionPoint;
import io.sapl.pdp.PolicyDecisionPointFactory;
import java.util.List;
import java.util.Map;

/**
 * SAPL, embedded, documents in memory. The names of a policy are the members of a variable: a
 * document for each would be scanned.
 */
final class SaplPeer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode AGENT = NODES.textNode("agent");

  private SaplPeer() {}

  static LoadedPolicy open(Question question) throws Exception {
    EmbeddedPolicyDecisionPoint point =
        PolicyDecisionPointFactory.fixedInRamPolicyDecisionPoint(
            documents(question),
            PolicyDocumentCombiningAlgorithm.DENY_OVERRIDES,
            Map.of("tools", Val.of(tools(question))));
    return (tool, arguments) -> {
      JsonNode resource = question.isAboutNames() ? NODES.nullNode() : Json.tree(arguments);
      return answer(
          point
              .decideOnce(
                  new AuthorizationSubscription(AGENT, NODES.textNode(tool), resource, null))
              .block());
    };
  }

  private static JsonNode tools(Question question) {
    ObjectNode tools = NODES.objectNode();
    SampleCalls.names(question.names()).forEach(name -> tools.put(name, true));
    return tools;
  }

  private static Answer answer(AuthorizationDecision decision) {
    return switch (decision.getDecision()) {
      case PERMIT -> Answer.ALLOW;
      case DENY -> Answer.DENY;
      case NOT_APPLICABLE -> Answer.NONE;
      case INDETERMINATE -> Answer.ERROR;
    };
  }

  private static List<String> documents(Question question) {
    String pay = "policy \"pay\" permit action == \"pay\"";
    return switch (question) {
      case NAMES_10, NAMES_1000, NAMES_10000 ->
          List.of("policy \"names\" permit where tools[(action)] == true;");
      case COMPARISON -> List.of(pay + " where resource.amount <= 1000;");
      case PATHS ->
          List.of(
              "policy \"read\" permit action == \"read\" where resource.paths != [];"
                  + " resource.paths[?(!(@ =~ \"/home/user/notes/(?!.*[.][.]).*\"))] == [];");
      case DENIAL -> List.of(pay, deny("resource.amount > 1000"));
      case FAILING_ALLOW -> List.of(pay + " where 1000 / resource.amount >= 1;");
      case FAILING_DENY -> List.of(pay, deny("1000 / resource.amount < 1"));
      case NOTHING -> List.of();
    };
  }

  private static String deny(String condition) {
    return "policy \"limit\" deny action == \"pay\" where " + condition + ";";
  }
}
