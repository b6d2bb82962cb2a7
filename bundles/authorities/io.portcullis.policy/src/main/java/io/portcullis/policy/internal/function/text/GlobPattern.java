// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.List;

/**
 * A pattern for texts that consist of names between slashes. {@code *} stands for any characters of
 * one name, {@code ?} for one character, and {@code **} as a whole name for any number of names,
 * also none. Immutable, thread-safe. The time to match is at most the product of both lengths.
 */
public final class GlobPattern {

  private static final int MAX_LENGTH = 1_024;
  private static final String ANY_NAMES = "**";

  private final String source;
  private final List<String> names;

  private GlobPattern(String source, List<String> names) {
    this.source = source;
    this.names = names;
  }

  /**
   * Compiles a pattern.
   *
   * @throws FunctionException if the pattern is empty or very long, contains a control character or
   *     one of <code>[ ] { } \</code>, or has {@code **} as a part of a name
   */
  public static GlobPattern compile(String pattern) throws FunctionException {
    checkCharacters(pattern);
    List<String> names = List.of(pattern.split("/", -1));
    for (String name : names) {
      if (name.contains(ANY_NAMES) && !name.equals(ANY_NAMES)) {
        throw new FunctionException(FunctionProblem.PATTERN_STARS);
      }
    }
    return new GlobPattern(pattern, names);
  }

  private static void checkCharacters(String pattern) throws FunctionException {
    if (pattern.isEmpty()) {
      throw new FunctionException(FunctionProblem.PATTERN_EMPTY);
    }
    if (pattern.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.PATTERN_TOO_LONG);
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if ("[]{}\\".indexOf(c) >= 0 || Character.isISOControl(c)) {
        throw new FunctionException(FunctionProblem.PATTERN_CHARACTER);
      }
    }
  }

  /** Returns the names of the pattern: the parts between its slashes. */
  public List<String> names() {
    return names;
  }

  /** Returns the pattern as it was written. */
  public String source() {
    return source;
  }

  /** Returns whether a text has the form of the pattern. */
  public boolean matches(String text) {
    int next = 0;
    int start = 0;
    int afterStars = -1;
    int retry = 0;
    while (start <= text.length()) {
      int end = end(text, start);
      if (next < names.size() && names.get(next).equals(ANY_NAMES)) {
        next++;
        afterStars = next;
        retry = start;
      } else if (next < names.size() && matches(names.get(next), text, start, end)) {
        next++;
        start = end + 1;
      } else if (afterStars >= 0) {
        // The last ** takes one name more; earlier ones never need another share.
        next = afterStars;
        retry = end(text, retry) + 1;
        start = retry;
      } else {
        return false;
      }
    }
    while (next < names.size() && names.get(next).equals(ANY_NAMES)) {
      next++;
    }
    return next == names.size();
  }

  private static int end(String text, int start) {
    int slash = text.indexOf('/', start);
    return slash < 0 ? text.length() : slash;
  }

  /** Returns whether the name from {@code start} to {@code end} has the form of a name pattern. */
  private static boolean matches(String name, String text, int start, int end) {
    if (start == end) {
      return name.isEmpty();
    }
    int next = 0;
    int at = start;
    int afterStar = -1;
    int retry = 0;
    while (at < end) {
      if (next < name.length() && name.charAt(next) == '*') {
        next++;
        afterStar = next;
        retry = at;
      } else if (next < name.length() && name.charAt(next) == '?') {
        next++;
        at += Character.charCount(text.codePointAt(at));
      } else if (next < name.length() && name.charAt(next) == text.charAt(at)) {
        next++;
        at++;
      } else if (afterStar >= 0) {
        next = afterStar;
        retry++;
        at = retry;
      } else {
        return false;
      }
    }
    while (next < name.length() && name.charAt(next) == '*') {
      next++;
    }
    return next == name.length();
  }

  @Override
  public String toString() {
    return source;
  }
}
