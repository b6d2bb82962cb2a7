// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.history.HistoryDisplay;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.history.HistoryState;
import io.portcullis.policy.internal.ruleset.effect.LabelDefinition;
import io.portcullis.policy.model.CallEffects;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The history of calls: counters and labels. It is separate from the engine, so that a reload of
 * the documents keeps it. Thread-safe.
 *
 * <p>An engine reserves what an allowed call adds. The caller settles each call by its record: with
 * {@link #decided}, and then with {@link #completed} or {@link #takenBack}.
 */
public final class PolicyHistory {
  private final HistoryState state;
  private final HistoryDisplay display;
  private final InstantSource clock;
  private volatile boolean used;

  /**
   * Creates an empty history.
   *
   * @param clock the wall clock
   */
  public PolicyHistory(InstantSource clock) {
    this(clock, System::nanoTime);
  }

  /**
   * Creates an empty history.
   *
   * @param clock the wall clock
   * @param nanos the monotonic clock in nanoseconds, which replaces the wall clock while that was
   *     set back
   */
  public PolicyHistory(InstantSource clock, LongSupplier nanos) {
    state = new HistoryState(clock, nanos);
    display = new HistoryDisplay(state);
    this.clock = clock;
  }

  /** Shows a history that something else keeps. */
  PolicyHistory(HistoryState state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
    display = new HistoryDisplay(state);
    used = true;
  }

  HistoryState state() {
    return state;
  }

  /**
   * Tracks the counters and labels of documents, and no other counters. Call it before an engine
   * decides by the documents. The history of counters that are new stays unknown until the result
   * is finished.
   *
   * @param policies the documents
   * @return what has to be done about the new counters and labels
   */
  public synchronized HistoryRebuild use(Policies policies) {
    List<HistorySpec> added = state.track(policies.historySpecs());
    boolean first = !used;
    used |= !added.isEmpty();
    return new HistoryRebuild(this, policies, added, first);
  }

  /**
   * Tracks the counters and labels of documents in memory only. At the first use they start empty.
   * Those that a later use adds are unknown until their first window has passed.
   *
   * @param policies the documents
   */
  public synchronized void useInMemory(Policies policies) {
    List<HistorySpec> added = state.track(policies.historySpecs());
    state.complete(
        added,
        used ? clock.instant() : null,
        "it was added by a reload, and without a journal earlier calls are not known");
    used |= !added.isEmpty();
  }

  /**
   * Returns whether a counter or label was ever tracked, so that calls must be settled.
   *
   * @return false while no policy has kept a history
   */
  public boolean isUsed() {
    return used;
  }

  /**
   * Takes the decision of a call from its record.
   *
   * @param call the id of the call
   * @param allowed whether its tool may run
   * @param effects what the record says that the call adds
   */
  public void decided(String call, boolean allowed, CallEffects effects) {
    if (used) { // most policies keep no history
      state.decided(call, allowed, effects);
    }
  }

  /**
   * Settles a call whose tool has completed.
   *
   * @param call the id of the call
   */
  public void completed(String call) {
    if (used) {
      state.completed(call);
    }
  }

  /**
   * Gives back what a call has reserved.
   *
   * @param call the id of the call
   * @param ran whether its tool ran and failed; otherwise it did not run
   */
  public void takenBack(String call, boolean ran) {
    if (used) {
      state.takenBack(call, ran);
    }
  }

  /**
   * A counter of one subject.
   *
   * @param name the name of the counter
   * @param subject what its calls are counted under
   * @param window its window in words
   * @param count the number of calls
   * @param sum the amounts; zero for a counter that only counts
   */
  public record CounterState(
      String name, String subject, String window, long count, BigDecimal sum) {}

  /**
   * A label of one agent or operation.
   *
   * @param subject {@code agent:} or {@code operation:} and the name
   * @param label its name
   * @param since the time when it was set
   * @param call the id of the call that set it
   */
  public record LabelState(String subject, String label, Instant since, String call) {}

  /**
   * Returns the counters with calls in their window, by name and subject.
   *
   * @return the counters
   */
  public List<CounterState> counters() {
    return display.counters().stream()
        .map(
            each ->
                new CounterState(
                    each.spec().name(),
                    each.subject(),
                    Objects.requireNonNull(each.spec().window()).text(),
                    each.reading().count(),
                    each.reading().sum()))
        .sorted(Comparator.comparing(CounterState::name).thenComparing(CounterState::subject))
        .toList();
  }

  /**
   * Returns the labels of an agent or operation, or all labels.
   *
   * @param name the name of an agent or operation, with or without {@code agent:} and {@code
   *     operation:}; null for all
   * @return the labels by subject
   */
  public List<LabelState> labels(@Nullable String name) {
    return display.labels(null).stream()
        .filter(each -> name == null || isNamed(each.subject(), name))
        .map(each -> new LabelState(each.subject(), each.label(), each.since(), each.call()))
        .sorted(Comparator.comparing(LabelState::subject).thenComparing(LabelState::label))
        .toList();
  }

  private static boolean isNamed(String subject, String name) {
    return subject.equals(name)
        || subject.equals(LabelDefinition.agent(name))
        || subject.equals(LabelDefinition.operation(name));
  }

  /**
   * Removes labels. The caller records who did that and why.
   *
   * @param subject {@code agent:} or {@code operation:} and the name; empty for all subjects, after
   *     which labels whose history was unknown are known to be unset
   * @param label the name of the label; empty for all labels of the subject
   */
  public void clear(String subject, String label) {
    if (subject.isEmpty()) {
      state.clearAll();
    } else {
      state.clear(subject, label);
    }
  }

  /**
   * Returns which counters and labels are unknown now, and why.
   *
   * @return one text for each
   */
  public List<String> problems() {
    return display.problems().entrySet().stream()
        .map(
            each ->
                (each.getKey().isLabel() ? "label " : "counter ")
                    + each.getKey().name()
                    + " is unknown: "
                    + each.getValue())
        .sorted()
        .toList();
  }
}
