// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.ruleset.Effect;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.internal.ruleset.RuleTerms;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one rule. */
final class RuleReader {

  private static final int MAX_NAME = 128;

  private final ParseContext reading;
  private final ConditionCompiler compiler;
  private final Map<String, CompiledExpression> variables;
  private final Declarations declarations;
  private final Duration timeout;

  /**
   * Creates a reader.
   *
   * @param timeout how long an approval may take if a rule does not set it
   */
  RuleReader(
      ParseContext reading,
      ConditionCompiler compiler,
      Map<String, CompiledExpression> variables,
      Declarations declarations,
      Duration timeout) {
    this.reading = reading;
    this.compiler = compiler;
    this.variables = variables;
    this.declarations = declarations;
    this.timeout = timeout;
  }

  /** Returns the rule; null if a problem was added. */
  @Nullable Rule read(DocumentSection section) {
    int before = reading.problems().size();
    Scalar name = name(section);
    Effect effect = effect(section);
    SelectorReader selectors = new SelectorReader(reading, section);
    Scalar when = section.text("when");
    RuleTerms terms = new TermsReader(reading, section, timeout).read(effect);
    RuleCondition condition = when == null ? null : condition(when, section.path("when"));
    RuleSelector selector = selectors.read(condition, when == null ? null : when.place());
    section.end();
    return name == null || effect == null || reading.problems().size() > before
        ? null
        : new Rule(name.text(), reading.name(), name.place(), effect, selector, condition, terms);
  }

  private @Nullable RuleCondition condition(Scalar when, String path) {
    CompiledExpression expression = compiler.compile(when, path, ResultType.BOOL, declarations);
    return expression == null ? null : RuleCondition.of(expression, variables, when);
  }

  private static @Nullable Scalar name(DocumentSection section) {
    Scalar name = section.required("name", "write a name that no other rule has");
    if (name == null || isName(name.text())) {
      return name;
    }
    section.problem(
        name.place(),
        "name",
        "a rule's name must be one line of 1 to "
            + MAX_NAME
            + " characters, without blanks around it");
    return null;
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME
        && text.strip().equals(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static @Nullable Effect effect(DocumentSection section) {
    Scalar word = section.required("effect", "write allow, deny or ask");
    if (word == null) {
      return null;
    }
    for (Effect effect : Effect.values()) {
      if (effect.word().equals(word.text())) {
        return effect;
      }
    }
    List<String> words = Arrays.stream(Effect.values()).map(Effect::word).toList();
    String message = NearestName.unknown("effect", word.text(), "allow, deny or ask", words);
    section.problem(word.place(), "effect", message);
    return null;
  }
}
