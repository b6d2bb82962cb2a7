// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import io.portcullis.policy.model.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lists of a rule that name the calls it is about. */
final class SelectorReader {

  private static final String NEVER_APPLIES =
      "the rule can never apply: 'result' exists for the action tool_result only, and 'args' for"
          + " all others";

  private final ParseContext reading;
  private final DocumentSection section;
  private final List<NamePattern> tools;
  private final List<NamePattern> servers;
  private final List<NamePattern> agents;
  private final List<NamePattern> teams;
  private final List<NamePattern> orgs;
  private final List<NamePattern> callers;
  private final @Nullable Set<Action> actions;

  SelectorReader(ParseContext reading, DocumentSection section) {
    this.reading = reading;
    this.section = section;
    tools = patterns("tools");
    servers = patterns("servers");
    agents = patterns("agents");
    teams = patterns("teams");
    orgs = patterns("orgs");
    callers = patterns("callers");
    actions = actions();
  }

  /**
   * Returns the selector. A condition on arguments is about no result, and a condition on a result
   * is about nothing else.
   *
   * @param when the place of the condition; null without one
   */
  RuleSelector read(@Nullable RuleCondition condition, @Nullable SourceLocation when) {
    Set<Action> about = EnumSet.allOf(Action.class);
    if (actions != null) {
      about.retainAll(actions);
    }
    boolean given = !about.isEmpty();
    if (condition != null && condition.readsArguments()) {
      about.remove(Action.TOOL_RESULT);
    }
    if (condition != null && condition.readsResult()) {
      about.retainAll(EnumSet.of(Action.TOOL_RESULT));
    }
    if (given && about.isEmpty() && when != null) {
      section.problem(when, "when", NEVER_APPLIES);
    }
    return new RuleSelector(tools, servers, agents, teams, orgs, callers, about);
  }

  /** Returns the selector of a counter, which counts no results unless it names actions. */
  RuleSelector readForCounter(@Nullable RuleCondition condition, SourceLocation when) {
    RuleSelector all = read(condition, when);
    return actions == null ? all.withoutResults() : all;
  }

  private List<NamePattern> patterns(String key) {
    List<Scalar> texts = texts(key);
    List<NamePattern> patterns = new ArrayList<>();
    for (Scalar text : texts == null ? List.<Scalar>of() : texts) {
      try {
        patterns.add(NamePattern.compile(text.text()));
      } catch (FunctionException e) {
        String message = "'" + text.text() + "' is no name and no pattern: " + e.problem().text();
        section.problem(text.place(), key, message);
      }
    }
    return patterns;
  }

  private @Nullable List<Scalar> texts(String key) {
    boolean given = section.has(key);
    SourceLocation place = given ? section.placeOf(key) : section.place();
    int before = reading.problems().size();
    List<Scalar> texts = section.texts(key);
    if (given && texts != null && texts.isEmpty() && reading.problems().size() == before) {
      section.problem(
          place, key, "an empty list matches no call; remove it, or name what the rule is about");
    }
    return texts;
  }

  private @Nullable Set<Action> actions() {
    List<Scalar> texts = texts("actions");
    if (texts == null) {
      return null;
    }
    Set<Action> found = EnumSet.noneOf(Action.class);
    for (Scalar text : texts) {
      Set<Action> matching = matching(text);
      if (matching.isEmpty()) {
        String choices = String.join(", ", words());
        String message = NearestName.unknown("action", text.text(), choices, words());
        section.problem(text.place(), "actions", message);
      }
      found.addAll(matching);
    }
    return found;
  }

  private static Set<Action> matching(Scalar text) {
    Set<Action> found = EnumSet.noneOf(Action.class);
    try {
      NamePattern pattern = NamePattern.compile(text.text());
      for (Action action : Action.values()) {
        if (pattern.matches(action.word())) {
          found.add(action);
        }
      }
    } catch (FunctionException e) {
      return found; // reported as an unknown action
    }
    return found;
  }

  private static List<String> words() {
    return Arrays.stream(Action.values()).map(Action::word).toList();
  }
}
