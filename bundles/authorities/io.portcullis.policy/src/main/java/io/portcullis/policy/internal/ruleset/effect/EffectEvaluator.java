// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.CallEffects.Count;
import io.portcullis.policy.model.CallEffects.Mark;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes what an allowed call adds to counters and labels. Not thread-safe. */
public final class EffectEvaluator {
  private static final int MAX_DIGITS = 40;

  /** Provides the values of the call for the expressions of a document. */
  public interface Frames {
    /** Returns the frame with the variables of a document. */
    CallFrame of(Map<String, CompiledExpression> variables);
  }

  /** Thrown when an expression fails. */
  public static final class EffectFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean readsContent;

    EffectFault(HistorySpec spec, ExpressionFault cause, RuleCondition expression) {
      super(
          (spec.isLabel() ? "the label '" : "the counter '") + spec.name() + "': " + cause.reason(),
          null,
          false,
          false);
      readsContent = expression.readsContent();
    }

    /** Returns whether the expression reads arguments, result or URL. */
    public boolean readsContent() {
      return readsContent;
    }
  }

  private final PolicyRequest request;
  private final Frames frames;
  private final List<Count> counts = new ArrayList<>(2);
  private final List<Mark> marks = new ArrayList<>(1);

  public EffectEvaluator(PolicyRequest request, Frames frames) {
    this.request = request;
    this.frames = frames;
  }

  /** Returns what the call adds. */
  public CallEffects effects() {
    return counts.isEmpty() && marks.isEmpty()
        ? CallEffects.NONE
        : new CallEffects(request.agent(), counts, marks);
  }

  /** Adds a contribution, unless an equal counter has one. */
  public void add(Count count) {
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i).id().equals(count.id())) {
        return;
      }
    }
    counts.add(count);
  }

  /**
   * Adds what the definitions of one document say.
   *
   * @throws EffectFault if an expression fails, or an amount cannot be added up
   */
  public void add(EffectDefinitions.Entry entry) throws EffectFault {
    for (int i = 0; i < entry.counters().size(); i++) {
      add(entry.counters().get(i));
    }
    for (int i = 0; i < entry.labels().size(); i++) {
      add(entry.labels().get(i));
    }
  }

  /**
   * Adds a contribution to a counter if the call is one of its calls.
   *
   * @throws EffectFault if an expression fails, or the amount cannot be added up
   */
  public void add(CounterDefinition counter) throws EffectFault {
    if (!applies(counter.selector(), counter.when(), counter.spec())) {
      return;
    }
    BigDecimal amount = BigDecimal.ZERO;
    RuleCondition sum = counter.sum();
    if (sum != null) {
      amount = amount(sum, counter.spec());
    }
    add(new Count(counter.spec().name(), counter.spec().id(), counter.subject(request), amount));
  }

  /**
   * Adds a label if the call sets it.
   *
   * @throws EffectFault if the condition fails
   */
  public void add(LabelDefinition label) throws EffectFault {
    if (applies(label.selector(), label.when(), label.spec())) {
      marks.add(
          new Mark(
              label.spec().name(),
              label.spec().id(),
              label.subject(request),
              label.whenCompleted()));
    }
  }

  private boolean applies(RuleSelector selector, @Nullable RuleCondition when, HistorySpec spec)
      throws EffectFault {
    if (!selector.matches(request)) {
      return false;
    }
    if (when == null) {
      return true;
    }
    try {
      return when.expression().test(frames.of(when.variables()));
    } catch (ExpressionFault e) {
      throw new EffectFault(spec, e, when);
    }
  }

  /** A negative amount would make room under a cap, so it is refused. */
  private BigDecimal amount(RuleCondition sum, HistorySpec spec) throws EffectFault {
    try {
      BigDecimal amount = sum.expression().number(frames.of(sum.variables()));
      if (amount.signum() < 0) {
        throw new ExpressionFault(FaultCode.NUMBER_OUT_OF_RANGE, 0, "an amount is negative");
      }
      if (amount.precision() > MAX_DIGITS || Math.abs(amount.scale()) > MAX_DIGITS) {
        throw new ExpressionFault(FaultCode.NUMBER_OUT_OF_RANGE, 0, "an amount is too long");
      }
      return amount;
    } catch (ExpressionFault e) {
      throw new EffectFault(spec, e, sum);
    }
  }
}
