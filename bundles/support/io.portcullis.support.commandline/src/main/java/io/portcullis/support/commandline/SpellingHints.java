// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the names that a mistyped word may mean. */
public final class SpellingHints {
  private static final int MAX_MISTAKES = 2;
  private static final int MAX_LENGTH = 40;

  private SpellingHints() {}

  /**
   * Returns a hint to be appended to a message, such as {@code ; did you mean status?}, or an empty
   * text.
   */
  public static String hint(String word, Collection<String> names) {
    List<String> nearest = nearest(word, names);
    return nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?";
  }

  /** Returns the names with the fewest mistakes, at most two and less than half of the word. */
  static List<String> nearest(String word, Collection<String> names) {
    int least = Math.min(MAX_MISTAKES, (word.length() - 1) / 2);
    List<String> closest = new ArrayList<>();
    for (String name : names) {
      int mistakes = word.length() > MAX_LENGTH ? MAX_LENGTH : mistakes(word, name);
      if (mistakes < least) {
        closest.clear();
        least = mistakes;
      }
      if (mistakes <= least) {
        closest.add(name);
      }
    }
    closest.sort(Comparator.naturalOrder());
    return closest;
  }

  /** Returns how many letters must be added, removed or replaced to turn one word into another. */
  private static int mistakes(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
