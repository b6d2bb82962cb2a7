// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.history.HistoryReads;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.history.table.UnknownHistoryException;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one decision reads of the history, and what its call adds. Not thread-safe. */
public final class DecisionHistory implements HistoryView {
  /** The history of decisions by documents that keep none: it knows nothing and takes nothing. */
  public static final DecisionHistory NONE =
      new DecisionHistory(Map.of(), null, PolicyRequest.of(Action.TOOL_CALL, "", ""));

  private final Map<String, CounterDefinition> counters;
  private final @Nullable HistoryReads reads;
  private final PolicyRequest request;
  private CallEffects effects = CallEffects.NONE;
  private boolean suspends;

  /**
   * Starts the history of one decision.
   *
   * @param counters the counters of all documents by name
   * @param reads the reads of this decision; null if nothing is known of the history
   */
  public DecisionHistory(
      Map<String, CounterDefinition> counters,
      @Nullable HistoryReads reads,
      PolicyRequest request) {
    this.counters = counters;
    this.reads = reads;
    this.request = request;
  }

  @Override
  public BigDecimal sum(String counter) throws ExpressionFault {
    CounterDefinition definition = counters.get(counter);
    if (definition != null && definition.spec().kind() != HistorySpec.Kind.SUM) {
      throw new ExpressionFault(FaultCode.NOT_KNOWN, 0, "the counter adds up no amount");
    }
    return read(counter).sum();
  }

  @Override
  public long count(String counter) throws ExpressionFault {
    return read(counter).count();
  }

  private HistoryReads.Reading read(String counter) throws ExpressionFault {
    CounterDefinition definition = counters.get(counter);
    if (definition == null || reads == null) {
      throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
    }
    return read(reads, definition.spec().id(), definition.subject(request));
  }

  private static HistoryReads.Reading read(HistoryReads reads, String id, String subject)
      throws ExpressionFault {
    try {
      return reads.counter(id, subject);
    } catch (UnknownHistoryException e) {
      throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the sum of a counter that no expression names.
   *
   * @throws ExpressionFault if it is unknown
   */
  public BigDecimal sumOf(String id, String subject) throws ExpressionFault {
    if (reads == null) {
      throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
    }
    return read(reads, id, subject).sum();
  }

  @Override
  public Set<String> labels() throws ExpressionFault {
    if (reads == null) {
      throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0);
    }
    try {
      String agent = LabelDefinition.agent(request.agent());
      return reads.labels(
          request.operation().isEmpty()
              ? List.of(agent)
              : List.of(agent, LabelDefinition.operation(request.operation())));
    } catch (UnknownHistoryException e) {
      throw new ExpressionFault(FaultCode.UNKNOWN_HISTORY, 0, String.valueOf(e.getMessage()));
    }
  }

  /** Sets what the call adds if its tool runs. */
  public void adds(CallEffects added) {
    requireKept();
    effects = added;
  }

  /** All decisions share {@link #NONE}, so it must stay as it is. */
  private void requireKept() {
    if (this == NONE) {
      throw new IllegalStateException("the documents keep no history");
    }
  }

  /** Returns what the call adds if its tool runs. */
  public CallEffects effects() {
    return effects;
  }

  /** States that the agent is to be suspended. */
  public void suspend() {
    requireKept();
    suspends = true;
  }

  /** Returns whether the agent is to be suspended. */
  public boolean suspends() {
    return suspends;
  }
}
