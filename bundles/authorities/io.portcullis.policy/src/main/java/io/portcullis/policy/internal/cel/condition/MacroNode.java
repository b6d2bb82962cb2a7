// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.condition;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;
import io.portcullis.policy.internal.cel.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The macros that repeat an expression for each element of a list or name of an object. */
public final class MacroNode extends Node {

  private final Kind kind;
  private final Node range;
  private final int slot;
  private final Node body;
  private final @Nullable Node filter;
  private final long work;

  /** A macro. */
  public enum Kind {
    /** Whether the condition holds for every element. */
    ALL,
    /** Whether the condition holds for an element. */
    EXISTS,
    /** Whether the condition holds for exactly one element. */
    EXISTS_ONE,
    /** The elements for which the condition holds. */
    FILTER,
    /** A value for each element, or for those that pass a filter. */
    MAP
  }

  /**
   * Creates a node.
   *
   * @param slot where the element is while the body is evaluated
   * @param body the condition, or the value of {@code map}
   * @param filter the filter of {@code map}, or null
   * @param work the work of body and filter for one element
   */
  public MacroNode(
      int offset, Kind kind, Node range, int slot, Node body, @Nullable Node filter, long work) {
    super(offset);
    this.kind = kind;
    this.range = range;
    this.slot = slot;
    this.body = body;
    this.filter = filter;
    this.work = work;
  }

  @Override
  public Object evaluate(CallFrame frame) throws ExpressionFault {
    return switch (kind) {
      case ALL, EXISTS, EXISTS_ONE -> test(frame);
      case FILTER, MAP -> list(frame);
    };
  }

  @Override
  public boolean test(CallFrame frame) throws ExpressionFault {
    return switch (kind) {
      case ALL -> !decided(frame, false);
      case EXISTS -> decided(frame, true);
      case EXISTS_ONE -> count(frame) == 1;
      case FILTER, MAP -> throw fault(FaultCode.WRONG_TYPE);
    };
  }

  /** Returns whether an element has the deciding value, which outweighs faults of others. */
  private boolean decided(CallFrame frame, boolean deciding) throws ExpressionFault {
    List<?> elements = elements(frame);
    ExpressionFault first = null;
    for (int i = 0; i < elements.size(); i++) {
      enter(frame, elements.get(i));
      try {
        if (body.test(frame) == deciding) {
          return true;
        }
      } catch (ExpressionFault e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return false;
  }

  private int count(CallFrame frame) throws ExpressionFault {
    int count = 0;
    List<?> elements = elements(frame);
    for (int i = 0; i < elements.size(); i++) {
      enter(frame, elements.get(i));
      if (body.test(frame)) {
        count++;
      }
    }
    return count;
  }

  private List<Object> list(CallFrame frame) throws ExpressionFault {
    List<Object> list = new ArrayList<>();
    for (Object element : elements(frame)) {
      enter(frame, element);
      if (kind == Kind.FILTER) {
        if (body.test(frame)) {
          list.add(element);
        }
      } else if (filter == null || filter.test(frame)) {
        list.add(body.evaluate(frame));
      }
    }
    return list;
  }

  private void enter(CallFrame frame, Object element) {
    frame.charge(work);
    frame.slot(slot, element);
  }

  private List<?> elements(CallFrame frame) throws ExpressionFault {
    Object value = range.evaluate(frame);
    if (value instanceof List<?> list) {
      return list;
    }
    if (value instanceof Map<?, ?> members) {
      Set<?> names = members.keySet();
      frame.charge(names.size());
      return new ArrayList<>(names);
    }
    throw fault(FaultCode.WRONG_TYPE);
  }
}
