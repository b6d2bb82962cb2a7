// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.support.commandline.CommandDescription;
import io.portcullis.support.commandline.CommandDescription.Option;
import io.portcullis.support.text.PrintableText;
import io.portcullis.support.text.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arguments of a command, split into options and plain words.
 *
 * @param values the options, with an empty value for those that take none
 * @param words everything else, in order
 */
public record CommandArguments(Map<String, String> values, List<String> words) {

  /** Refuses unknown and repeated options, missing values and too many words. */
  static CommandArguments parse(List<String> arguments, CommandDescription description)
      throws CommandUsageException {
    Map<String, Option> options =
        description.options().stream().collect(Collectors.toMap(Option::name, each -> each));
    Map<String, String> values = new HashMap<>();
    List<String> words = new ArrayList<>();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (!word.startsWith("--")) {
        words.add(word);
      } else if (values.put(word, value(word, options, rest)) != null) {
        throw new CommandUsageException(word + " is given twice");
      }
    }
    refuseMore(words, description.arguments().size());
    return new CommandArguments(Map.copyOf(values), List.copyOf(words));
  }

  private static void refuseMore(List<String> words, int most) throws CommandUsageException {
    if (words.size() > most) {
      throw new CommandUsageException(
          "unexpected argument " + PrintableText.escaped(words.get(most)));
    }
  }

  private static String value(String word, Map<String, Option> options, Iterator<String> rest)
      throws CommandUsageException {
    Option option = options.get(word);
    if (option == null) {
      throw new CommandUsageException(
          "unknown option " + PrintableText.escaped(word) + Spelling.hint(word, options.keySet()));
    }
    if (!option.valued()) {
      return "";
    }
    if (!rest.hasNext()) {
      throw new CommandUsageException(word + " needs a value");
    }
    return rest.next();
  }

  public Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  public boolean has(String option) {
    return values.containsKey(option);
  }
}
