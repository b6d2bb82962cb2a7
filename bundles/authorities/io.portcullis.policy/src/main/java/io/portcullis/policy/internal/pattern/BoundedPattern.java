// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression in the syntax of RE2, whose size is bounded. Immutable, thread-safe. The
 * time to search is linear in the text.
 */
public final class BoundedPattern {

  /** The maximum length of a pattern, in characters. */
  public static final int MAX_LENGTH = 1_000;

  private static final int MAX_GROUPS = 100;
  private static final int MAX_PROGRAM = 1_000;
  private static final String TOO_LARGE = "its repetitions make it too large";

  private final Pattern pattern;

  private BoundedPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern.
   *
   * @throws InvalidPatternException if it is not valid or too large
   */
  public static BoundedPattern compile(String source) throws InvalidPatternException {
    checkSource(source);
    try {
      Pattern pattern = Pattern.compile(source);
      if (pattern.programSize() > MAX_PROGRAM) {
        throw new InvalidPatternException(TOO_LARGE);
      }
      return new BoundedPattern(pattern);
    } catch (PatternSyntaxException e) {
      throw new InvalidPatternException(e.getDescription());
    }
  }

  /** Each check comes before the more expensive one that it protects. */
  private static void checkSource(String source) throws InvalidPatternException {
    if (source.length() > MAX_LENGTH) {
      throw new InvalidPatternException("it is longer than " + MAX_LENGTH + " characters");
    }
    if (source.chars().filter(c -> c == '(').count() > MAX_GROUPS) {
      throw new InvalidPatternException("it has more than " + MAX_GROUPS + " groups");
    }
    if (PatternSize.of(source) > PatternSize.LIMIT) {
      throw new InvalidPatternException(TOO_LARGE);
    }
  }

  /** Returns whether the pattern occurs in a text. */
  public boolean find(String text) {
    return pattern.matcher(text).find();
  }

  /** Returns the number of instructions that the search may execute for each character. */
  public int size() {
    return pattern.programSize();
  }
}
