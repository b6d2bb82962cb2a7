// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.googlecode.aviator.runtime.type.AviatorBoolean;
import com.googlecode.aviator.runtime.type.AviatorObject;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.util.List;
import java.util.Map;
import org.casbin.jcasbin.main.CachedEnforcer;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.casbin.jcasbin.util.function.CustomFunction;

/**
 * jCasbin. The names of a policy are members of one role, which it finds in a map; a rule for each
 * would be scanned. Conditions are in the matcher, and the fence is a function of the host.
 */
final class CasbinPeer {

  private CasbinPeer() {}

  static LoadedPolicy open(Question question, boolean cached) {
    Model model = model(question);
    Enforcer enforcer = cached ? new CachedEnforcer(model) : new Enforcer(model);
    enforcer.addFunction("within", new Within());
    addRules(question, enforcer);
    if (question.isAboutNames()) {
      return (tool, arguments) -> answer(enforcer.enforce(tool));
    }
    return (tool, arguments) -> answer(enforcer.enforce(tool, Json.map(arguments)));
  }

  private static Answer answer(boolean allowed) {
    return allowed ? Answer.ALLOW : Answer.DENY;
  }

  private static Model model(Question question) {
    Model model = new Model();
    model.addDef("r", "r", question.isAboutNames() ? "tool" : "tool, args");
    model.addDef("p", "p", "tool, eft");
    if (question.isAboutNames()) {
      model.addDef("g", "g", "_, _");
    }
    model.addDef("e", "e", "some(where (p.eft == allow)) && !some(where (p.eft == deny))");
    model.addDef("m", "m", matcher(question));
    return model;
  }

  private static String matcher(Question question) {
    return switch (question) {
      case NAMES_10, NAMES_1000, NAMES_10000 -> "g(r.tool, p.tool)";
      case COMPARISON -> "r.tool == p.tool && r.args.amount <= 1000";
      case PATHS -> "r.tool == p.tool && within(r.args.paths)";
      case DENIAL -> "r.tool == p.tool && (p.eft == \"allow\" || r.args.amount > 1000)";
      case FAILING_ALLOW -> "r.tool == p.tool && 1000 / r.args.amount >= 1";
      case FAILING_DENY -> "r.tool == p.tool && (p.eft == \"allow\" || 1000 / r.args.amount < 1)";
      case NOTHING -> "r.tool == p.tool";
    };
  }

  private static void addRules(Question question, Enforcer enforcer) {
    if (question.isAboutNames()) {
      enforcer.addPolicy("listed", "allow");
      enforcer.addGroupingPolicies(
          SampleCalls.names(question.names()).stream()
              .map(name -> List.of(name, "listed"))
              .toList());
      return;
    }
    if (question == Question.NOTHING) {
      return;
    }
    String tool = question == Question.PATHS ? "read" : "pay";
    enforcer.addPolicy(tool, "allow");
    if (question == Question.DENIAL || question == Question.FAILING_DENY) {
      enforcer.addPolicy(tool, "deny");
    }
  }

  /** Whether every path lies in the folder. */
  private static final class Within extends CustomFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public String getName() {
      return "within";
    }

    @Override
    public AviatorObject call(Map<String, Object> env, AviatorObject paths) {
      List<?> list = (List<?>) paths.getValue(env);
      boolean inside = !list.isEmpty();
      for (Object path : list) {
        String text = (String) path;
        inside &= text.startsWith(SampleCalls.FOLDER) && !text.contains("..");
      }
      return AviatorBoolean.valueOf(inside);
    }
  }
}
