// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.HistoryView;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of one decision for the rules of several documents: each document has its variables,
 * and all share one work limit. Nothing is created for rules without conditions. Not thread-safe.
 */
public final class RuleFrames {

  private final Supplier<CallValues> values;
  private final HistoryView history;
  private @Nullable CallValues known;
  private @Nullable IdentityHashMap<Map<String, CompiledExpression>, CallFrame> others;
  private @Nullable Map<String, CompiledExpression> currentVariables;
  private @Nullable CallFrame current;

  RuleFrames(Supplier<CallValues> values, HistoryView history) {
    this.values = values;
    this.history = history;
  }

  /** Returns the frame with the variables of a document. */
  @SuppressWarnings("ReferenceEquality") // each document has one map
  public CallFrame of(Map<String, CompiledExpression> variables) {
    CallFrame last = current;
    if (last != null && variables == currentVariables) {
      return last;
    }
    CallFrame frame = last == null ? first(variables) : next(last, variables);
    current = frame;
    currentVariables = variables;
    return frame;
  }

  private CallFrame first(Map<String, CompiledExpression> variables) {
    CallValues read = values.get();
    known = read;
    return new CallFrame(read, variables, history);
  }

  private CallFrame next(CallFrame last, Map<String, CompiledExpression> variables) {
    IdentityHashMap<Map<String, CompiledExpression>, CallFrame> frames = others;
    if (frames == null) {
      frames = new IdentityHashMap<>();
      others = frames;
    }
    if (currentVariables != null) {
      frames.put(currentVariables, last);
    }
    CallFrame frame = frames.get(variables);
    long left = last.workLeft();
    if (frame == null) {
      return new CallFrame(known == null ? values.get() : known, variables, history, left);
    }
    frame.charge(frame.workLeft() - left);
    return frame;
  }
}
