// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds the commands or options that a mistyped word may mean. The hints of picocli count common
 * pairs of letters, which suggests unrelated words; these count typing mistakes.
 */
final class SpellingHints {
  private static final int MAX_MISTAKES = 2;
  private static final int MAX_LENGTH = 40;

  private SpellingHints() {}

  /** Returns the names with the fewest mistakes, at most two and less than half of the word. */
  static List<String> of(String word, CommandLine command) {
    int least = Math.min(MAX_MISTAKES, (word.length() - 1) / 2);
    List<String> closest = new ArrayList<>();
    for (String name : names(word, command)) {
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

  private static List<String> names(String word, CommandLine command) {
    return word.startsWith("-")
        ? command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList()
        : List.copyOf(command.getSubcommands().keySet());
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
