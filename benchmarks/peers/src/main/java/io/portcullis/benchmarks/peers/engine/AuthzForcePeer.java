// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ow2.authzforce.core.pdp.api.AttributeFqn;
import org.ow2.authzforce.core.pdp.api.AttributeFqns;
import org.ow2.authzforce.core.pdp.api.DecisionRequestBuilder;
import org.ow2.authzforce.core.pdp.api.DecisionResult;
import org.ow2.authzforce.core.pdp.api.value.AttributeBag;
import org.ow2.authzforce.core.pdp.api.value.Bags;
import org.ow2.authzforce.core.pdp.api.value.IntegerValue;
import org.ow2.authzforce.core.pdp.api.value.StandardDatatypes;
import org.ow2.authzforce.core.pdp.api.value.StringValue;
import org.ow2.authzforce.core.pdp.impl.BasePdpEngine;
import org.ow2.authzforce.core.pdp.impl.PdpEngineConfiguration;

/**
 * XACML by AuthzForce, asked through its own request model. XACML knows attributes, not JSON: the
 * host reads the arguments and passes the member that the policy names.
 */
final class AuthzForcePeer {
  private static final AttributeFqn TOOL =
      AttributeFqns.newInstance(XacmlPolicies.ACTION, Optional.empty(), XacmlPolicies.ACTION_ID);

  private AuthzForcePeer() {}

  static LoadedPolicy open(Question question) throws IOException {
    BasePdpEngine engine = new BasePdpEngine(configuration(XacmlPolicies.of(question)));
    String member = question == Question.PATHS ? "paths" : "amount";
    AttributeFqn argument =
        AttributeFqns.newInstance(XacmlPolicies.RESOURCE, Optional.empty(), member);
    return (tool, arguments) -> {
      DecisionRequestBuilder<?> request = engine.newRequestBuilder(2, 2);
      request.putNamedAttributeIfAbsent(TOOL, text(tool));
      if (!question.isAboutNames()) {
        JsonNode value = Json.tree(arguments).get(member);
        if (value != null) {
          request.putNamedAttributeIfAbsent(argument, bag(value));
        }
      }
      return answer(engine.evaluate(request.build(false)));
    };
  }

  private static Answer answer(DecisionResult result) {
    return switch (result.getDecision()) {
      case PERMIT -> Answer.ALLOW;
      case DENY -> Answer.DENY;
      case NOT_APPLICABLE -> Answer.NONE;
      case INDETERMINATE -> Answer.ERROR;
    };
  }

  private static AttributeBag<?> bag(JsonNode value) {
    if (value.isIntegralNumber()) {
      return Bags.singletonAttributeBag(
          StandardDatatypes.INTEGER, IntegerValue.valueOf(value.longValue()));
    }
    if (value.isArray()) {
      List<StringValue> texts = new ArrayList<>(value.size());
      value.forEach(element -> texts.add(new StringValue(element.asText())));
      return Bags.newAttributeBag(StandardDatatypes.STRING, texts);
    }
    return text(value.asText());
  }

  private static AttributeBag<StringValue> text(String text) {
    return Bags.singletonAttributeBag(StandardDatatypes.STRING, new StringValue(text));
  }

  private static PdpEngineConfiguration configuration(String policy) throws IOException {
    Path folder = Files.createTempDirectory("authzforce");
    Path policyFile = Files.writeString(folder.resolve("policy.xml"), policy);
    Path file =
        Files.writeString(folder.resolve("pdp.xml"), XacmlPolicies.configuration(policyFile));
    try {
      return PdpEngineConfiguration.getInstance(file.toUri().toString());
    } finally {
      Files.delete(file);
      Files.delete(policyFile);
      Files.delete(folder);
    }
  }
}
