// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the program size of a pattern from its nested repetition counts, which multiply. RE2/J
 * limits a single count, not the product of nested ones. An overestimate is harmless.
 */
public final class PatternSize {

  /** The largest program that is accepted. */
  public static final long LIMIT = 5_000;

  private PatternSize() {}

  /** Returns the estimate for a pattern. */
  public static long of(String pattern) {
    Deque<Long> outer = new ArrayDeque<>();
    long sum = 0;
    long atom = 0;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '(' -> {
          outer.push(sum + atom);
          sum = 0;
          atom = 0;
        }
        case ')' -> {
          atom = sum + atom + 2;
          sum = outer.isEmpty() ? 0 : outer.pop();
        }
        case '{' -> {
          int end = pattern.indexOf('}', i);
          atom = Math.min(atom * count(pattern, i, end), LIMIT + 1);
        }
        case '[' -> {
          sum += atom;
          atom = 1;
          i = classEnd(pattern, i);
        }
        case '\\' -> {
          sum += atom;
          atom = 1;
          i++;
        }
        default -> {
          sum += atom;
          atom = 1;
        }
      }
      sum = Math.min(sum, LIMIT + 1);
    }
    for (long rest : outer) {
      sum += rest;
    }
    return sum + atom;
  }

  private static int classEnd(String pattern, int open) {
    int i = open + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    // A bracket in the first position is a member of the class.
    for (i++; i < pattern.length() && pattern.charAt(i) != ']'; i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      }
    }
    return i;
  }

  private static long count(String pattern, int open, int close) {
    if (close < 0 || close - open > 12) {
      return 1;
    }
    long most = 1;
    for (String bound : pattern.substring(open + 1, close).split(",", -1)) {
      if (bound.matches("[0-9]{1,9}")) {
        most = Math.max(most, Long.parseLong(bound));
      }
    }
    return most;
  }
}
