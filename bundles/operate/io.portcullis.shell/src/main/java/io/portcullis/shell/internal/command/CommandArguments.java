// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a command, split into options and plain words.
 *
 * @param values the options, with an empty value for those that take none
 * @param words everything else, in order
 */
public record CommandArguments(Map<String, String> values, List<String> words) {

  /** Refuses unknown and repeated options, missing values and more than {@code maxWords} words. */
  public static CommandArguments parse(
      List<String> arguments, Set<String> valued, Set<String> flags, int maxWords)
      throws CommandUsageException {
    Map<String, String> values = new HashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
        continue;
      }
      boolean takesValue = valued.contains(word);
      if (!takesValue && !flags.contains(word)) {
        throw new CommandUsageException("unknown option " + Printable.line(word));
      }
      if (takesValue && i + 1 == arguments.size()) {
        throw new CommandUsageException(word + " needs a value");
      }
      if (values.put(word, takesValue ? arguments.get(++i) : "") != null) {
        throw new CommandUsageException(word + " is given twice");
      }
    }
    if (words.size() > maxWords) {
      throw new CommandUsageException("unexpected argument " + Printable.line(words.get(maxWords)));
    }
    return new CommandArguments(Map.copyOf(values), List.copyOf(words));
  }

  public static CommandArguments parse(List<String> arguments, Set<String> flags, int maxWords)
      throws CommandUsageException {
    return parse(arguments, Set.of(), flags, maxWords);
  }

  public Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  public boolean has(String option) {
    return values.containsKey(option);
  }
}
