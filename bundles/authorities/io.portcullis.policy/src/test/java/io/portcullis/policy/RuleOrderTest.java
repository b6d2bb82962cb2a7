// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random folders of documents and random calls: the engine decides as a reference of ten lines, and
 * no order of rules, documents and files changes a decision. The system property {@code
 * portcullis.exhaustive} tries 100,000 folders.
 */
class RuleOrderTest {

  private static final int FOLDERS = Boolean.getBoolean("portcullis.exhaustive") ? 100_000 : 2_000;
  private static final String[] TOOLS = {"read", "write", "read_all", "pay"};
  private static final String[] PATTERNS = {"read", "write", "read*", "*", "*a*", "pay", "none"};
  private static final String[] AGENTS = {"a1", "a2", ""};
  private static final String[] SCOPES = {"global", "org:o1", "team:t1", "tool:pay"};
  private static final String[] ARGUMENTS = {"{\"n\":1}", "{\"n\":7}", "{\"n\":\"7\"}", "{}", "{"};

  /** Conditions, and whether each holds for the arguments above; null for a fault. */
  private enum Condition {
    NONE("", true, true, true, true, true),
    NEVER("false", false, false, false, false, false),
    LARGE("args.n > 5.0", false, true, null, null, null),
    GIVEN("has(args.n)", true, true, true, false, null),
    EITHER("tool == 'pay' || args.n > 5.0", false, true, null, null, null),
    GUARDED("has(args.n) && args.n > 5.0", false, true, null, false, null);

    private final String when;
    private final Boolean[] holds;

    Condition(String when, Boolean... holds) {
      this.when = when;
      this.holds = holds;
    }

    @Nullable Boolean holds(Call call) {
      return this == EITHER && call.tool.equals("pay") ? Boolean.TRUE : holds[call.arguments];
    }
  }

  private record Rule(
      String name, String effect, List<String> tools, List<String> agents, Condition condition) {

    boolean isAbout(Call call) {
      return any(tools, call.tool) && any(agents, call.agent);
    }

    private static boolean any(List<String> patterns, String name) {
      return patterns.isEmpty()
          || patterns.stream().anyMatch(each -> name.matches(each.replace("*", ".*")));
    }

    String yaml() {
      String when = condition.when.isEmpty() ? "" : ", when: \"" + condition.when + "\"";
      String terms =
          effect.equals("ask")
              ? ", approvers: [g"
                  + name.length()
                  + name.charAt(1)
                  + "], timeout: "
                  + name.charAt(1)
                  + "m"
              : "";
      return "{name: %s, effect: %s%s%s%s%s}"
          .formatted(name, effect, list("tools", tools), list("agents", agents), when, terms);
    }

    private static String list(String key, List<String> names) {
      return names.isEmpty() ? "" : ", " + key + ": ['" + String.join("', '", names) + "']";
    }
  }

  private record Document(String scope, boolean open, boolean upstream, List<Rule> rules) {

    boolean fits(Call call) {
      return Set.of("global", "org:" + call.org, "team:" + call.team, "tool:" + call.tool)
          .contains(scope);
    }

    String yaml() {
      if (upstream) {
        return "{scope: '" + scope + "', data: {credential_action: alert_only}}";
      }
      return "{apiVersion: portcullis/v1, kind: Policy, spec: {scope: '%s', default: %s, rules: [%s]}}"
          .formatted(
              scope,
              open ? "allow" : "deny",
              String.join(", ", rules.stream().map(Rule::yaml).toList()));
    }
  }

  private record Call(String tool, String agent, String team, String org, int arguments) {

    PolicyRequest request() {
      return PolicyRequest.of(Action.TOOL_CALL, tool, ARGUMENTS[arguments]).by(org, team, agent);
    }
  }

  private final PolicyLoader loader = new PolicyLoader();
  private final Set<String> outcomes = new TreeSet<>();

  /** The reference. */
  private static String expected(List<Document> all, Call call) {
    List<Document> documents = all.stream().filter(each -> each.fits(call)).toList();
    List<Rule> rules =
        documents.stream()
            .flatMap(each -> each.rules.stream())
            .filter(each -> each.isAbout(call))
            .toList();
    Set<String> held = new TreeSet<>();
    rules.forEach(
        rule -> {
          Boolean holds = rule.condition.holds(call);
          held.add(holds == null ? "fault" : holds ? rule.effect : "no");
        });
    for (String effect : List.of("deny", "fault", "ask", "allow")) {
      if (held.contains(effect)) {
        return effect;
      }
    }
    boolean open = documents.stream().allMatch(each -> each.open || each.upstream);
    return open && !documents.isEmpty() ? "allow" : "deny";
  }

  @Test
  void orderOfRulesAndDocumentsNeverChangesADecision() throws Exception {
    long seed = Long.getLong("portcullis.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < FOLDERS; round++) {
      List<Document> documents = documents(random);
      PolicyEngine engine = engine(documents, random, false);
      PolicyEngine shuffled = engine(documents, random, true);
      for (int i = 0; i < 12; i++) {
        Call call = call(random);
        PolicyDecision decision = engine.evaluate(call.request());
        String said = said(decision);
        String shown = "seed " + seed + " " + documents + " " + call + " " + decision;
        assertThat(said).as(shown).isEqualTo(expected(documents, call));
        assertThat(terms(shuffled.evaluate(call.request()))).as(shown).isEqualTo(terms(decision));
        outcomes.add(said);
      }
    }
    assertThat(outcomes).containsExactly("allow", "ask", "deny", "fault");
  }

  private PolicyEngine engine(List<Document> documents, Random random, boolean shuffle)
      throws PolicyException {
    List<String> texts = new ArrayList<>();
    for (Document document : documents) {
      List<Rule> rules = new ArrayList<>(document.rules);
      if (shuffle) {
        Collections.shuffle(rules, random);
      }
      texts.add(new Document(document.scope, document.open, document.upstream, rules).yaml());
    }
    if (shuffle) {
      Collections.shuffle(texts, random);
    }
    texts.add(everyCondition());
    List<PolicyFiles.Entry> entries = new ArrayList<>();
    for (String text : texts) {
      String name = entries.size() + ".yaml";
      entries.add(new PolicyFiles.Entry(name, name, text.getBytes(StandardCharsets.UTF_8), ""));
    }
    return Given.engine(loader.load(PolicyFiles.folder(entries)));
  }

  /** A document about no call keeps every condition compiled from one folder to the next. */
  private static String everyCondition() {
    List<Rule> rules =
        Stream.of(Condition.values())
            .map(each -> new Rule("0" + each, "deny", List.of(), List.of(), each))
            .toList();
    return new Document("tool:never", false, false, rules).yaml();
  }

  private static List<Document> documents(Random random) {
    List<Document> documents = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<Rule> rules = new ArrayList<>();
      boolean upstream = random.nextInt(5) == 0;
      for (int k = upstream ? 0 : random.nextInt(5); k > 0; k--) {
        rules.add(rule(random, "r" + (1 + i) + k));
      }
      String scope = SCOPES[i == 0 && random.nextBoolean() ? 0 : random.nextInt(SCOPES.length)];
      documents.add(new Document(scope, random.nextBoolean(), upstream, rules));
    }
    return documents;
  }

  private static Rule rule(Random random, String name) {
    return new Rule(
        name,
        List.of("allow", "allow", "deny", "ask").get(random.nextInt(4)),
        some(random, PATTERNS),
        random.nextBoolean() ? List.of() : some(random, "a1", "a*", "*"),
        Condition.values()[random.nextInt(Condition.values().length)]);
  }

  private static List<String> some(Random random, String... values) {
    List<String> chosen = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      chosen.add(values[random.nextInt(values.length)]);
    }
    return chosen;
  }

  private static Call call(Random random) {
    return new Call(
        TOOLS[random.nextInt(TOOLS.length)],
        AGENTS[random.nextInt(AGENTS.length)],
        random.nextBoolean() ? "t1" : "t2",
        random.nextBoolean() ? "o1" : "o2",
        random.nextInt(ARGUMENTS.length));
  }

  private static String said(PolicyDecision decision) {
    return switch (Given.kind(decision)) {
      case "Allow" -> "allow";
      case "Deny" -> "deny";
      case "NeedsApproval" -> "ask";
      default -> "fault";
    };
  }

  /** Everything that an order could change. */
  private static String terms(PolicyDecision decision) {
    return decision instanceof NeedsApproval asked
        ? said(decision) + asked.approvers() + asked.timeout() + asked.message()
        : said(decision);
  }
}
