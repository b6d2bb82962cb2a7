// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.Ruleset;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.YamlNode;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code default}, {@code variables} and {@code rules} of a document. */
public final class RulesReader {

  private final ParseContext reading;
  private final ConditionCompiler compiler;
  private final Duration timeout;
  private EffectDefinitions effects = EffectDefinitions.NONE;

  /**
   * Creates a reader.
   *
   * @param cache the expressions of this load
   * @param timeout how long an approval may take if a rule does not set it
   */
  public RulesReader(ParseContext reading, ExpressionCache.Load cache, Duration timeout) {
    this.reading = reading;
    this.compiler = new ConditionCompiler(cache, reading.problems());
    this.timeout = timeout;
  }

  /** Reads the rules. */
  public Ruleset read(DocumentSection body) {
    Set<String> counters = EffectsReader.names(body);
    boolean allows = allowsByDefault(body);
    VariablesReader variablesReader = new VariablesReader(compiler, counters);
    DocumentSection section = body.section("variables");
    Map<String, CompiledExpression> variables =
        section == null ? Map.of() : variablesReader.read(section);
    List<DocumentSection> sections = sections(body);
    Declarations declarations = variablesReader.declarations();
    effects = new EffectsReader(reading, compiler, variables, declarations).read(body);
    compiler.prepare(conditions(sections), ResultType.BOOL, declarations);
    RuleReader reader = new RuleReader(reading, compiler, variables, declarations, timeout);
    return new Ruleset(rules(sections, reader), allows);
  }

  private static List<Rule> rules(List<DocumentSection> sections, RuleReader reader) {
    List<Rule> rules = new ArrayList<>();
    for (DocumentSection section : sections) {
      Rule rule = reader.read(section);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /** Returns the counters and labels, which {@link #read} reads with the rules. */
  public EffectDefinitions effects() {
    return effects;
  }

  private static boolean allowsByDefault(DocumentSection body) {
    Scalar word = body.text("default");
    if (word == null || word.text().equals("deny")) {
      return false;
    }
    if (word.text().equals("allow")) {
      return true;
    }
    List<String> known = List.of("deny", "allow");
    String message = NearestName.unknown("default", word.text(), "deny or allow", known);
    body.problem(word.place(), "default", message);
    return false;
  }

  private List<DocumentSection> sections(DocumentSection body) {
    List<YamlNode> items = body.items("rules");
    List<DocumentSection> sections = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = body.path("rules[" + i + "]");
      DocumentSection section = DocumentSection.of(path, items.get(i), reading.problems());
      if (section != null) {
        sections.add(section);
      }
    }
    return sections;
  }

  private static List<Scalar> conditions(List<DocumentSection> sections) {
    List<Scalar> conditions = new ArrayList<>();
    for (DocumentSection section : sections) {
      YamlNode when = section.peek("when");
      if (when instanceof Scalar text && text.kind() == Kind.TEXT) {
        conditions.add(text);
      }
    }
    return conditions;
  }
}
