// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Splits arguments into options and plain words.
 *
 * @param values the options, with an empty value for those that take none
 * @param words everything else, in order
 */
record Options(Map<String, String> values, List<String> words) {

  /** Refuses unknown and repeated options, missing values and more than {@code maxWords} words. */
  static Options parse(List<String> arguments, Set<String> valued, Set<String> flags, int maxWords)
      throws UsageException {
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
        throw new UsageException("unknown option " + Printable.line(word));
      }
      if (takesValue && i + 1 == arguments.size()) {
        throw new UsageException(word + " needs a value");
      }
      if (values.put(word, takesValue ? arguments.get(++i) : "") != null) {
        throw new UsageException(word + " is given twice");
      }
    }
    if (words.size() > maxWords) {
      throw new UsageException("unexpected argument " + Printable.line(words.get(maxWords)));
    }
    return new Options(Map.copyOf(values), List.copyOf(words));
  }

  static Options parse(List<String> arguments, Set<String> flags, int maxWords)
      throws UsageException {
    return parse(arguments, Set.of(), flags, maxWords);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  boolean has(String option) {
    return values.containsKey(option);
  }
}
