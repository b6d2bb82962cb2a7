// SPDX-License-Identifier: Apache-2.0
package io.portcullis.standalone.cli;

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
record Options(Map<String, String> values) {

  /** Refuses whatever is not one of the known options with a value, given once. */
  static Options parse(List<String> arguments, Set<String> known) throws UsageException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String option = arguments.get(i);
      if (!known.contains(option)) {
        throw new UsageException("unknown option " + option);
      }
      if (i + 1 == arguments.size()) {
        throw new UsageException(option + " needs a value");
      }
      if (values.put(option, readable(option, arguments.get(i + 1))) != null) {
        throw new UsageException(option + " is given twice");
      }
    }
    return new Options(Map.copyOf(values));
  }

  /** What the JVM could not decode would be checked as something that was never meant. */
  private static String readable(String option, String value) throws UsageException {
    if (value.indexOf('\uFFFD') >= 0) {
      throw new UsageException(
          option + " is not readable in the character set of this locale; use --batch");
    }
    return value;
  }

  boolean has(String option) {
    return values.containsKey(option);
  }

  @Nullable String value(String option) {
    return values.get(option);
  }

  String value(String option, String otherwise) {
    return values.getOrDefault(option, otherwise);
  }

  /** A value that must be there and not blank. */
  String required(String option) throws UsageException {
    String value = values.getOrDefault(option, "");
    if (value.isBlank()) {
      throw new UsageException(option + " is missing");
    }
    return value;
  }
}
