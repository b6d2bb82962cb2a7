// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the program size of a pattern from its nested repetition counts, which multiply. RE2/J
 * limits a single count, not the product of nested ones. An overestimate is harmless. Not
 * thread-safe.
 */
public final class PatternSize {

  /** The largest program that is accepted. */
  public static final long LIMIT = 5_000;

  /** The sizes of the open groups up to their parentheses, the innermost first. */
  private final Deque<Long> outer = new ArrayDeque<>();

  /** The size of the group so far, without its last element. */
  private long sum;

  /** The size of the last element, which a repetition multiplies. */
  private long atom;

  private PatternSize() {}

  /** Returns the estimate for a pattern. */
  public static long of(String pattern) {
    PatternSize size = new PatternSize();
    for (int i = 0; i < pattern.length(); i++) {
      i = size.accept(pattern, i);
    }
    return size.total();
  }

  /** Adds the element at an index, and returns the index of its last character. */
  private int accept(String pattern, int i) {
    char c = pattern.charAt(i);
    switch (c) {
      case '(' -> open();
      case ')' -> close();
      case '{' -> atom = Math.min(atom * count(pattern, i, pattern.indexOf('}', i)), LIMIT + 1);
      default -> next();
    }
    sum = Math.min(sum, LIMIT + 1);
    return switch (c) {
      case '[' -> classEnd(pattern, i);
      case '\\' -> i + 1;
      default -> i;
    };
  }

  private void open() {
    outer.push(sum + atom);
    sum = 0;
    atom = 0;
  }

  private void close() {
    atom = sum + atom + 2;
    sum = outer.isEmpty() ? 0 : outer.pop();
  }

  private void next() {
    sum += atom;
    atom = 1;
  }

  private long total() {
    long total = sum + atom;
    for (long rest : outer) {
      total += rest;
    }
    return total;
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
