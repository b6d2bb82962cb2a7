// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects the strings of a JSON value: texts and names of members, at any depth. */
public final class ContainedStrings {

  private static final int MAX_STRINGS = 100_000;
  private static final int MAX_DEPTH = 1_000;

  private final List<String> strings = new ArrayList<>();

  private ContainedStrings() {}

  /**
   * Returns the strings in the order of the value, each as often as it occurs.
   *
   * @param value a map for an object, a list for an array, a string, or any other scalar
   * @throws FunctionException if the value contains more than 100,000 strings or is nested more
   *     than 1,000 levels deep
   */
  public static List<String> of(Object value) throws FunctionException {
    ContainedStrings collector = new ContainedStrings();
    collector.collect(value, 0);
    return List.copyOf(collector.strings);
  }

  private void collect(Object value, int depth) throws FunctionException {
    if (depth > MAX_DEPTH) {
      throw new FunctionException(FunctionProblem.STRINGS_TOO_DEEP);
    }
    if (value instanceof String text) {
      add(text);
    } else if (value instanceof List<?> items) {
      for (Object item : items) {
        collect(item, depth + 1);
      }
    } else if (value instanceof Map<?, ?> members) {
      for (Map.Entry<?, ?> member : members.entrySet()) {
        add(String.valueOf(member.getKey()));
        collect(member.getValue(), depth + 1);
      }
    }
  }

  private void add(String text) throws FunctionException {
    if (strings.size() == MAX_STRINGS) {
      throw new FunctionException(FunctionProblem.STRINGS_TOO_MANY);
    }
    strings.add(text);
  }
}
