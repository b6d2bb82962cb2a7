// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationResponse.SuccessOrFailure;
import com.cedarpolicy.model.AuthorizationSuccessResponse.Decision;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cedar through JNI, its policies parsed once and kept on the native side. The names are members of
 * one group of actions, and the host passes the group of the action that it asks about: policies
 * that list the names are walked. Cedar has no condition over all members of a list: the host
 * normalises the paths and passes the set of their folders.
 */
final class CedarPeer {
  private static final EntityTypeName ACTION = EntityTypeName.parse("Action").orElseThrow();
  private static final EntityUID AGENT = EntityTypeName.parse("Agent").orElseThrow().of("agent");
  private static final EntityUID SERVER = EntityTypeName.parse("Server").orElseThrow().of("server");
  private static final int DEPTH = 3;

  private CedarPeer() {}

  static LoadedPolicy open(Question question) throws Exception {
    BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    PolicySet policies = PolicySet.parsePolicies(policy(question));
    policies.cache();
    Map<String, Set<Entity>> groups = groups(question);
    return (tool, arguments) -> {
      Map<String, Value> context =
          question.isAboutNames() ? Map.of() : context(question, Json.map(arguments));
      AuthorizationRequest request =
          new AuthorizationRequest(AGENT, ACTION.of(tool), SERVER, context);
      Set<Entity> entities = groups.getOrDefault(tool, Set.of());
      return answer(engine.isAuthorized(request, policies, entities));
    };
  }

  private static Map<String, Set<Entity>> groups(Question question) {
    Set<EntityUID> listed = Set.of(ACTION.of("listed"));
    return SampleCalls.names(question.names()).stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> Set.of(new Entity(ACTION.of(name), Map.of(), listed))));
  }

  /** Errors of single policies stand beside the answer, which is as if they were not there. */
  private static Answer answer(AuthorizationResponse response) {
    if (response.type != SuccessOrFailure.Success) {
      return Answer.ERROR;
    }
    return response.success.orElseThrow().getDecision() == Decision.Allow
        ? Answer.ALLOW
        : Answer.DENY;
  }

  private static Map<String, Value> context(Question question, Map<String, Object> arguments) {
    Map<String, Value> context = new HashMap<>();
    arguments.forEach((name, value) -> context.put(name, value(value)));
    if (question == Question.PATHS) {
      context.put("folders", folders((List<?>) arguments.get("paths")));
    }
    return context;
  }

  private static CedarList folders(List<?> paths) {
    return paths.stream()
        .map(path -> Path.of((String) path).normalize())
        .map(path -> "/" + path.subpath(0, Math.min(DEPTH, path.getNameCount())))
        .distinct()
        .map(PrimString::new)
        .collect(Collectors.toCollection(CedarList::new));
  }

  private static Value value(Object value) {
    if (value instanceof String text) {
      return new PrimString(text);
    }
    if (value instanceof Long number) {
      return new PrimLong(number);
    }
    if (value instanceof Boolean bool) {
      return new PrimBool(bool);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(CedarPeer::value).collect(Collectors.toCollection(CedarList::new));
    }
    throw new IllegalArgumentException("no value of Cedar: " + value);
  }

  private static String policy(Question question) {
    if (question.isAboutNames()) {
      return "permit(principal, action in Action::\"listed\", resource);";
    }
    String pay = "permit(principal, action == Action::\"pay\", resource)";
    // Cedar has no division. For 0 the left side is below the least integer.
    String failing = "context.amount - 9223372036854775807 - 2 ";
    return switch (question) {
      case COMPARISON -> pay + " when { context.amount <= 1000 };";
      case PATHS ->
          "permit(principal, action == Action::\"read\", resource) when"
              + " { context.folders == [\"/home/user/notes\"] };";
      case DENIAL -> pay + ";" + forbid("context.amount > 1000");
      case FAILING_ALLOW -> pay + " when { " + failing + "<= -9223372036854774809 };";
      case FAILING_DENY -> pay + ";" + forbid(failing + "> -9223372036854774809");
      default -> "";
    };
  }

  private static String forbid(String condition) {
    return "forbid(principal, action == Action::\"pay\", resource) when { " + condition + " };";
  }
}
