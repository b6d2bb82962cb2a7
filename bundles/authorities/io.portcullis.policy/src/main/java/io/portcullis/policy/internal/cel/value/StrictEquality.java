// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.value;

import io.portcullis.policy.internal.cel.CallFrame;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Equality of values of one type. Values of different types clash; so text never equals a number,
 * and never differs from it either. A clash inside a list or an object is a clash of the whole.
 */
public enum StrictEquality {
  EQUAL,
  UNEQUAL,
  CLASH;

  /** The characters that are compared for one unit of work. */
  private static final int TEXT_SHIFT = 6;

  /** Compares two values and counts the work. */
  public static StrictEquality compare(Object left, Object right, CallFrame frame) {
    if (left instanceof String a) {
      return right instanceof String b ? text(a, b, frame) : CLASH;
    }
    if (ExactOrder.isNumber(left)) {
      return ExactOrder.isNumber(right) ? numbers(left, right, frame) : CLASH;
    }
    if (left instanceof List<?> a) {
      return right instanceof List<?> b ? lists(a, b, frame) : CLASH;
    }
    if (left instanceof Map<?, ?> a) {
      return right instanceof Map<?, ?> b ? maps(a, b, frame) : CLASH;
    }
    return left.getClass() == right.getClass() ? of(left.equals(right)) : CLASH;
  }

  private static StrictEquality of(boolean equal) {
    return equal ? EQUAL : UNEQUAL;
  }

  private static StrictEquality numbers(Object a, Object b, CallFrame frame) {
    ExactOrder.charge(frame, a, b);
    return of(ExactOrder.compare(a, b) == 0);
  }

  private static StrictEquality text(String a, String b, CallFrame frame) {
    if (a.length() != b.length()) {
      return UNEQUAL;
    }
    frame.charge(a.length() >> TEXT_SHIFT);
    return of(a.equals(b));
  }

  private static StrictEquality lists(List<?> a, List<?> b, CallFrame frame) {
    if (a.size() != b.size()) {
      return UNEQUAL;
    }
    frame.charge(a.size());
    StrictEquality all = EQUAL;
    for (int i = 0; i < a.size(); i++) {
      all = all.and(compare(a.get(i), b.get(i), frame));
    }
    return all;
  }

  private static StrictEquality maps(Map<?, ?> a, Map<?, ?> b, CallFrame frame) {
    if (a.size() != b.size()) {
      return UNEQUAL;
    }
    frame.charge(a.size());
    StrictEquality all = EQUAL;
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      @Nullable Object other = b.get(entry.getKey());
      all = all.and(other == null ? UNEQUAL : compare(entry.getValue(), other, frame));
    }
    return all;
  }

  private StrictEquality and(StrictEquality other) {
    if (this == CLASH || other == CLASH) {
      return CLASH;
    }
    return this == EQUAL ? other : this;
  }
}
