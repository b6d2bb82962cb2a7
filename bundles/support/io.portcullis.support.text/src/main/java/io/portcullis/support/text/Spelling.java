// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known word that a misspelt one was meant to be. Stateless and thread-safe. */
public final class Spelling {
  private static final int MAX_MISTAKES = 2;
  private static final int MAX_LENGTH = 40;

  private Spelling() {}

  /**
   * Returns a hint to append to a message, such as {@code ; did you mean status?}. It names the
   * known words with the fewest mistakes: at most two, and fewer than half of the word's letters.
   *
   * @param word a word that is not known
   * @param known the known words
   * @return the hint, or an empty text
   */
  public static String hint(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > MAX_LENGTH) {
      return "";
    }
    List<String> closest = new ArrayList<>();
    int least = Math.min(MAX_MISTAKES, (word.length() - 1) / 2);
    for (String each : known) {
      int mistakes = distance(word, each);
      if (mistakes < least) {
        closest.clear();
        least = mistakes;
      }
      if (mistakes <= least) {
        closest.add(each);
      }
    }
    return hint(closest);
  }

  private static String hint(List<String> closest) {
    closest.sort(Comparator.naturalOrder());
    return closest.isEmpty() ? "" : "; did you mean " + String.join(" or ", closest) + "?";
  }

  /**
   * Finds the nearest known word: at most two edits away, or a third of the word's length if that
   * is more. The case of letters does not count.
   *
   * @param word a word that is not known
   * @param known the known words
   * @return the nearest one, the first in alphabetical order if several are, or an empty text
   */
  public static String nearest(String word, Collection<String> known) {
    int limit = Math.max(2, word.length() / 3);
    return known.stream()
        .filter(each -> Math.abs(each.length() - word.length()) <= limit)
        .filter(each -> distance(word, each) <= limit)
        .min(
            Comparator.<String>comparingInt(each -> distance(word, each))
                .thenComparing(Comparator.naturalOrder()))
        .orElse("");
  }

  /** Counts insertions, deletions and replacements (Levenshtein's distance). */
  private static int distance(String one, String other) {
    String left = one.toLowerCase(Locale.ROOT);
    String right = other.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
