// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of one decision: each is read at most once, and all expressions share one work limit.
 * Not thread-safe; create one for each decision.
 */
public final class CallFrame {

  /** The work that a decision may take, in units of about ten nanoseconds. */
  public static final long WORK_LIMIT = 1_000_000;

  private static final Object[] NO_SLOTS = {};

  private final Shared shared;
  private final Map<String, CompiledExpression> expressions;
  private Object[] slots = NO_SLOTS;
  private @Nullable Map<String, Object> evaluated;

  /** What the frames of all documents of a decision have in common. */
  private static final class Shared {
    private final CallValues values;
    private final HistoryView history;
    private long work;
    private @Nullable Object arguments;
    private @Nullable Object result;
    private @Nullable List<String> labels;
    private Map<String, BigDecimal> sums = Map.of();
    private Map<String, Long> counts = Map.of();

    private Shared(CallValues values, HistoryView history, long work) {
      this.values = values;
      this.history = history;
      this.work = work;
    }
  }

  private CallFrame(Shared shared, Map<String, CompiledExpression> variables) {
    this.shared = shared;
    this.expressions = variables;
  }

  /**
   * Creates a frame.
   *
   * @param variables the variables of the document
   * @param workLimit the work that the decision may take
   */
  public CallFrame(
      CallValues values,
      Map<String, CompiledExpression> variables,
      HistoryView history,
      long workLimit) {
    this(new Shared(values, history, workLimit), variables);
  }

  /** Creates a frame with the usual work limit. */
  public CallFrame(
      CallValues values, Map<String, CompiledExpression> variables, HistoryView history) {
    this(values, variables, history, WORK_LIMIT);
  }

  /** Returns a frame of the same decision for a document with other variables. */
  public CallFrame withVariables(Map<String, CompiledExpression> variables) {
    return new CallFrame(shared, variables);
  }

  public CallValues values() {
    return shared.values;
  }

  /**
   * Counts work.
   *
   * @throws WorkLimitExceeded if the limit is exceeded, now and from then on
   */
  public void charge(long units) {
    long left = shared.work - units;
    shared.work = left;
    if (left < 0) {
      shared.work = -1;
      throw new WorkLimitExceeded();
    }
  }

  /** Returns the work that is left. */
  public long workLeft() {
    return shared.work;
  }

  /**
   * Returns the arguments.
   *
   * @throws ExpressionFault if they are unknown or not valid
   */
  public Object arguments() throws ExpressionFault {
    Object value = shared.arguments;
    if (value == null) {
      value = once(shared.values.arguments());
      shared.arguments = value;
    }
    return value(value);
  }

  /**
   * Returns the result of the call.
   *
   * @throws ExpressionFault if it is unknown or not valid
   */
  public Object result() throws ExpressionFault {
    Object value = shared.result;
    if (value == null) {
      value = once(shared.values.result());
      shared.result = value;
    }
    return value(value);
  }

  /**
   * Returns the labels of the call.
   *
   * @throws ExpressionFault if they are unknown
   */
  public List<String> labels() throws ExpressionFault {
    List<String> value = shared.labels;
    if (value == null) {
      value = List.copyOf(shared.history.labels());
      shared.labels = value;
    }
    return value;
  }

  /**
   * Returns the sum of a counter.
   *
   * @throws ExpressionFault if it is unknown
   */
  public BigDecimal sum(String counter) throws ExpressionFault {
    BigDecimal value = shared.sums.get(counter);
    if (value == null) {
      value = shared.history.sum(counter);
      shared.sums = shared.sums.isEmpty() ? new HashMap<>() : shared.sums;
      shared.sums.put(counter, value);
    }
    return value;
  }

  /**
   * Returns the number of calls of a counter.
   *
   * @throws ExpressionFault if it is unknown
   */
  public long count(String counter) throws ExpressionFault {
    Long value = shared.counts.get(counter);
    if (value == null) {
      value = shared.history.count(counter);
      shared.counts = shared.counts.isEmpty() ? new HashMap<>() : shared.counts;
      shared.counts.put(counter, value);
    }
    return value;
  }

  /**
   * Returns a variable, evaluated at most once.
   *
   * @throws ExpressionFault if it has no value
   */
  public Object variable(String name) throws ExpressionFault {
    Map<String, Object> known = evaluated;
    if (known == null) {
      known = new HashMap<>();
      evaluated = known;
    }
    Object value = known.get(name);
    if (value == null) {
      // A variable that needs itself finds this fault; the loader refuses such a document.
      known.put(name, new ExpressionFault(FaultCode.NOT_KNOWN, 0, "variables." + name));
      value = compute(name);
      known.put(name, value);
    }
    return value(value);
  }

  /** Returns whether the document has a variable. */
  public boolean hasVariable(String name) {
    return expressions.containsKey(name);
  }

  /** Returns the element that a macro is at. */
  public Object slot(int index) {
    return slots[index];
  }

  /** Sets the element that a macro is at. */
  public void slot(int index, Object value) {
    slots[index] = value;
  }

  /** Starts an expression and returns the slots of the one that it interrupts. */
  Object[] enter(int count) {
    Object[] outer = slots;
    slots = count == 0 ? NO_SLOTS : new Object[count];
    return outer;
  }

  /** Ends an expression. */
  void leave(Object[] outer) {
    slots = outer;
  }

  private Object compute(String name) {
    CompiledExpression expression = expressions.get(name);
    if (expression == null) {
      return new ExpressionFault(FaultCode.NOT_KNOWN, 0, "variables." + name);
    }
    try {
      return expression.evaluate(this);
    } catch (ExpressionFault e) {
      return new ExpressionFault(e.code(), 0, "variables." + name);
    }
  }

  private static Object once(@Nullable JsonSource source) {
    if (source == null) {
      return new ExpressionFault(FaultCode.NOT_KNOWN, 0);
    }
    try {
      return source.read();
    } catch (ExpressionFault e) {
      return e;
    }
  }

  /** A fault is kept in the place of the value. */
  private static Object value(Object value) throws ExpressionFault {
    if (value instanceof ExpressionFault fault) {
      throw fault;
    }
    return value;
  }
}
