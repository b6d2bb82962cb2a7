// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.trace;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.InstrumentedExpression.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of one part. */
final class TracedPart {

  private final String text;
  private final int offset;
  private final boolean condition;
  private final String logic;
  private final List<TracedPart> parts = new ArrayList<>();
  private int begun;
  private boolean decides;
  private long timesTrue;
  private long timesFalse;
  private long timesOther;
  private long timesFailed;
  private @Nullable Object value;
  private @Nullable ExpressionFault fault;

  /**
   * Creates a record.
   *
   * @param logic the logical operator that the part is; empty for another part
   */
  TracedPart(String text, int offset, boolean condition, String logic) {
    this.text = text;
    this.offset = offset;
    this.condition = condition;
    this.logic = logic;
  }

  void setDecides(boolean value) {
    decides = value;
  }

  /**
   * Returns whether the next part inside is a truth value that decides this one. A chain of one
   * operator is one list of operands.
   */
  boolean decidesBy(TracedPart inside) {
    boolean first = begun++ == 0;
    return switch (logic) {
      case "_&&_", "_||_" -> !logic.equals(inside.logic);
      case "!_" -> true;
      case "_?_:_" -> first || inside.condition || decides;
      default -> false;
    };
  }

  void add(TracedPart part) {
    parts.add(part);
  }

  void value(Object result) {
    value = result;
    fault = null;
    if (result instanceof Boolean truth) {
      if (truth) {
        timesTrue++;
      } else {
        timesFalse++;
      }
    } else {
      timesOther++;
    }
  }

  void fault(ExpressionFault failure) {
    fault = failure;
    value = null;
    timesFailed++;
  }

  Part snapshot() {
    return new Part(
        text,
        offset,
        condition,
        decides,
        timesTrue,
        timesFalse,
        timesOther,
        timesFailed,
        Optional.ofNullable(value).map(ValueText::of),
        Optional.ofNullable(fault),
        parts.stream().map(TracedPart::snapshot).toList());
  }
}
