// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.model.Action;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters and labels of a document, looked up by tool and action, so that a call of another
 * tool costs nothing. Thread-safe.
 */
public final class EffectDefinitions {
  /** A document without counters and labels. */
  public static final EffectDefinitions NONE = new EffectDefinitions(List.of(), List.of());

  private static final int MAX_KEPT = 4_096;
  private static final Entry EMPTY = Entry.of(List.of(), List.of());

  private final List<CounterDefinition> counters;
  private final List<LabelDefinition> labels;
  private final Map<String, Map<Action, Entry>> kept = new ConcurrentHashMap<>();

  /**
   * The definitions that may be about the calls of one tool and one kind of action.
   *
   * @param references what the expressions of all of them read
   */
  public record Entry(
      List<CounterDefinition> counters,
      List<LabelDefinition> labels,
      ArgumentReferences references) {

    static Entry of(List<CounterDefinition> counters, List<LabelDefinition> labels) {
      ArgumentReferences union = ArgumentReferences.NONE;
      for (CounterDefinition counter : counters) {
        union = with(with(union, counter.when()), counter.sum());
      }
      for (LabelDefinition label : labels) {
        union = with(union, label.when());
      }
      return new Entry(counters, labels, union);
    }

    private static ArgumentReferences with(
        ArgumentReferences all, @Nullable RuleCondition expression) {
      return expression == null ? all : all.union(expression.references());
    }

    /** Returns whether no definition may be about such a call. */
    public boolean isEmpty() {
      return counters.isEmpty() && labels.isEmpty();
    }
  }

  public EffectDefinitions(List<CounterDefinition> counters, List<LabelDefinition> labels) {
    this.counters = List.copyOf(counters);
    this.labels = List.copyOf(labels);
  }

  public List<CounterDefinition> counters() {
    return counters;
  }

  public List<LabelDefinition> labels() {
    return labels;
  }

  public boolean isEmpty() {
    return counters.isEmpty() && labels.isEmpty();
  }

  /** Returns the counters and labels as the history knows them. */
  public List<HistorySpec> specs() {
    List<HistorySpec> specs = new ArrayList<>();
    counters.forEach(counter -> specs.add(counter.spec()));
    labels.forEach(label -> specs.add(label.spec()));
    return specs;
  }

  /**
   * Returns the definitions that may be about a call.
   *
   * @param tool the name of the tool; empty for an action without a tool
   */
  public Entry find(Action action, String tool) {
    if (isEmpty()) {
      return EMPTY;
    }
    Map<Action, Entry> entries = kept.get(tool);
    return Objects.requireNonNull((entries == null ? entries(tool) : entries).get(action));
  }

  /** Names of tools come from agents, so what is kept is bounded. */
  private Map<Action, Entry> entries(String tool) {
    Map<Action, Entry> entries = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      Entry entry =
          Entry.of(
              counters.stream().filter(each -> about(each.selector(), action, tool)).toList(),
              labels.stream().filter(each -> about(each.selector(), action, tool)).toList());
      entries.put(action, entry.isEmpty() ? EMPTY : entry);
    }
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    kept.put(tool, entries);
    return entries;
  }

  private static boolean about(RuleSelector selector, Action action, String tool) {
    return selector.actions().contains(action)
        && selector.matchesTool(tool.isEmpty() ? null : tool);
  }
}
