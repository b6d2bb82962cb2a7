// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import java.util.Collection;
import java.util.Locale;

/** Finds the known name that an author probably meant. */
public final class NearestName {

  private static final int MAX_LENGTH = 40;

  private NearestName() {}

  /** Returns {@code ; did you mean 'NAME'?} or an empty text. */
  public static String hint(String given, Collection<String> known) {
    String word = given.toLowerCase(Locale.ROOT);
    String best = "";
    int least = Math.max(1, word.length() / 3) + 1;
    for (String name : known) {
      int distance =
          word.length() > MAX_LENGTH ? least : distance(word, name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /**
   * Returns a message about an unknown name.
   *
   * @param what the kind of the name
   * @param choices what the author may write
   */
  public static String unknown(
      String what, String given, String choices, Collection<String> known) {
    return "unknown " + what + " '" + given + "'; write " + choices + hint(given, known);
  }

  /** Returns the number of inserted, removed, changed and swapped characters. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
