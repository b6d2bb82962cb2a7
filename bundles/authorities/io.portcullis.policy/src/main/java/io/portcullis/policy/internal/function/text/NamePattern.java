// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for names, such as {@code list_*}: {@code *} stands for any characters, also none;
 * every other character stands for itself, in its letter case. Immutable, thread-safe. The time to
 * match is linear in the name.
 */
public final class NamePattern {

  private static final int MAX_LENGTH = 1_024;

  private final String source;

  /** The texts between the stars: one for an exact name, else first, inner ones and last. */
  private final String[] parts;

  private final int minLength;

  private NamePattern(String source, String[] parts) {
    this.source = source;
    this.parts = parts;
    int sum = 0;
    for (String part : parts) {
      sum += part.length();
    }
    this.minLength = sum;
  }

  /**
   * Compiles a pattern.
   *
   * @throws FunctionException if the pattern is empty or very long, begins or ends with a blank, or
   *     contains a control character or one of <code>? [ ] { } \</code>, which other pattern
   *     languages give a meaning
   */
  public static NamePattern compile(String pattern) throws FunctionException {
    check(pattern);
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int star = pattern.indexOf('*'); star >= 0; star = pattern.indexOf('*', start)) {
      // Neighbouring stars mean the same as one.
      if (parts.isEmpty() || star > start) {
        parts.add(pattern.substring(start, star));
      }
      start = star + 1;
    }
    parts.add(pattern.substring(start));
    return new NamePattern(pattern, parts.toArray(new String[0]));
  }

  private static void check(String pattern) throws FunctionException {
    if (pattern.isEmpty()) {
      throw new FunctionException(FunctionProblem.PATTERN_EMPTY);
    }
    if (pattern.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.PATTERN_TOO_LONG);
    }
    if (!pattern.strip().equals(pattern)) {
      throw new FunctionException(FunctionProblem.PATTERN_BLANK);
    }
    for (int i = 0; i < pattern.length(); i++) {
      checkCharacter(pattern.charAt(i));
    }
  }

  private static void checkCharacter(char c) throws FunctionException {
    if (c == '?') {
      throw new FunctionException(FunctionProblem.PATTERN_QUESTION);
    }
    if ("[]{}\\".indexOf(c) >= 0 || Character.isISOControl(c)) {
      throw new FunctionException(FunctionProblem.PATTERN_CHARACTER);
    }
  }

  /** Returns whether the pattern has no star, so that it matches its own text only. */
  public boolean isExact() {
    return parts.length == 1;
  }

  /** Returns the pattern as it was written. */
  public String source() {
    return source;
  }

  /** Returns whether a name has the form of the pattern. */
  public boolean matches(String name) {
    if (parts.length == 1) {
      return name.equals(source);
    }
    return name.length() >= minLength
        && name.startsWith(parts[0])
        && name.endsWith(parts[parts.length - 1])
        && hasInnerParts(name);
  }

  private boolean hasInnerParts(String name) {
    int last = parts.length - 1;
    int from = parts[0].length();
    int end = name.length() - parts[last].length();
    for (int i = 1; i < last; i++) {
      // The leftmost place leaves the most room for the parts that follow.
      int found = name.indexOf(parts[i], from);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      from = found + parts[i].length();
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern pattern && source.equals(pattern.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
