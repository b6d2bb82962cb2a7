// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.cel.node.UnaryNode;
import io.portcullis.policy.internal.pattern.BoundedPattern;

/** {@code matches}. */
public final class PatternFunctions {

  /** The maximum length of a text, in characters. */
  public static final int MAX_TEXT = 1 << 16;

  /** The instructions of a pattern that are executed for one unit of work. */
  private static final int INSTRUCTIONS_SHIFT = 1;

  private PatternFunctions() {}

  /**
   * Returns the operation that searches a text. A caller who may choose the length of the text must
   * not thereby choose whether the condition counts, so a text that is too long exceeds the limit.
   */
  public static UnaryNode.Operation matches(BoundedPattern pattern) {
    return (frame, value) -> {
      String text = Faults.text(value);
      if (text.length() > MAX_TEXT) {
        throw new WorkLimitExceeded();
      }
      frame.charge(1 + (((long) text.length() * pattern.size()) >> INSTRUCTIONS_SHIFT));
      return pattern.find(text);
    };
  }
}
