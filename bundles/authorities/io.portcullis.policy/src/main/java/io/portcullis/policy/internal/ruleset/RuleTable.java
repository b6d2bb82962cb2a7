// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.model.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rules of the documents with one scope, looked up by tool and action. A call of a tool costs
 * the same for ten and for ten thousand rules about other tools. Thread-safe.
 */
public final class RuleTable {

  /** The maximum number of kept entries for tools that no rule names. */
  private static final int MAX_UNNAMED = 4_096;

  /** The maximum number of rules in all kept entries together. */
  private static final long MAX_KEPT = 1 << 20;

  private static final Action[] ACTIONS = Action.values();

  private final List<Rule> unspecific = new ArrayList<>();
  private final List<Rule> patterns = new ArrayList<>();
  private final Map<String, List<Rule>> exact = new HashMap<>();
  private final Map<Action, RuleEntry> withoutTool = new EnumMap<>(Action.class);
  private final Map<String, Map<Action, RuleEntry>> kept = new ConcurrentHashMap<>();
  private final Map<List<Rule>, Map<Action, RuleEntry>> sameRules = new ConcurrentHashMap<>();
  private final AtomicLong keptRules = new AtomicLong();

  /** Indexes rules. */
  public RuleTable(Collection<Rule> rules) {
    for (Rule rule : rules) {
      List<NamePattern> tools = rule.selector().tools();
      if (tools.isEmpty()) {
        unspecific.add(rule);
      }
      boolean pattern = false;
      for (NamePattern tool : tools) {
        if (tool.isExact()) {
          exact.computeIfAbsent(tool.source(), name -> new ArrayList<>()).add(rule);
        } else {
          pattern = true;
        }
      }
      if (pattern) {
        patterns.add(rule);
      }
    }
    withoutTool.putAll(byAction(unspecific));
  }

  /** Returns whether the table has no rule. */
  public boolean isEmpty() {
    return unspecific.isEmpty() && patterns.isEmpty() && exact.isEmpty();
  }

  /**
   * Returns the rules that may apply.
   *
   * @param tool the name of the tool; empty for an action without a tool
   */
  public RuleEntry find(Action action, String tool) {
    if (tool.isEmpty()) {
      return Objects.requireNonNull(withoutTool.get(action));
    }
    Map<Action, RuleEntry> entries = kept.get(tool);
    return Objects.requireNonNull((entries == null ? entries(tool) : entries).get(action));
  }

  private Map<Action, RuleEntry> entries(String tool) {
    List<Rule> named = exact.get(tool);
    if (named == null && patterns.isEmpty()) {
      return withoutTool;
    }
    Set<Rule> rules = new LinkedHashSet<>(named == null ? List.of() : named);
    for (Rule rule : patterns) {
      if (rule.selector().matchesTool(tool)) {
        rules.add(rule);
      }
    }
    if (rules.isEmpty()) {
      return keep(tool, withoutTool);
    }
    rules.addAll(unspecific);
    // Tools with invented names mostly match the same patterns, so they share what is computed.
    List<Rule> same = List.copyOf(rules);
    Map<Action, RuleEntry> entries = sameRules.get(same);
    if (entries == null) {
      entries = byAction(same);
      makeRoom(same.size());
      sameRules.put(same, entries);
    }
    return keep(tool, entries);
  }

  /** Names of tools come from agents, so what is kept is bounded. */
  private Map<Action, RuleEntry> keep(String tool, Map<Action, RuleEntry> entries) {
    if (kept.size() >= exact.size() + MAX_UNNAMED) {
      kept.clear();
    }
    kept.put(tool, entries);
    return entries;
  }

  private void makeRoom(long rules) {
    if (keptRules.addAndGet(rules + 1) > MAX_KEPT) {
      kept.clear();
      sameRules.clear();
      keptRules.set(rules + 1);
    }
  }

  /** Actions with the same rules share an entry. */
  private static Map<Action, RuleEntry> byAction(List<Rule> rules) {
    Map<List<Rule>, RuleEntry> entries = new HashMap<>();
    Map<Action, RuleEntry> byAction = new EnumMap<>(Action.class);
    for (Action action : ACTIONS) {
      List<Rule> about =
          rules.stream().filter(rule -> rule.selector().actions().contains(action)).toList();
      byAction.put(action, entries.computeIfAbsent(about, RuleEntry::new));
    }
    return byAction;
  }
}
