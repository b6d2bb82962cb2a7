// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.argument;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options, each with one value.
 *
 * @param values what was given, by option
 */
public record CliOptions(Map<String, String> values) {

  /** Refuses whatever is not one of the known options with a value, given once. */
  public static CliOptions parse(List<String> arguments, Set<String> known)
      throws CliUsageException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (!known.contains(option)) {
        throw new CliUsageException("unknown option " + option);
      }
      if (i + 1 == arguments.size()) {
        throw new CliUsageException(option + " needs a value");
      }
      if (values.put(option, readable(option, arguments.get(i + 1))) != null) {
        throw new CliUsageException(option + " is given twice");
      }
    }
    return new CliOptions(Map.copyOf(values));
  }

  /** What the JVM could not decode would be checked as something that was never meant. */
  private static String readable(String option, String value) throws CliUsageException {
    if (value.indexOf('\uFFFD') >= 0) {
      throw new CliUsageException(
          option + " is not readable in the character set of this locale; use --batch");
    }
    return value;
  }

  public boolean has(String option) {
    return values.containsKey(option);
  }

  public @Nullable String value(String option) {
    return values.get(option);
  }

  public String value(String option, String otherwise) {
    return values.getOrDefault(option, otherwise);
  }

  /** A value that must be there and not blank. */
  public String required(String option) throws CliUsageException {
    String value = values.getOrDefault(option, "");
    if (value.isBlank()) {
      throw new CliUsageException(option + " is missing");
    }
    return value;
  }
}
