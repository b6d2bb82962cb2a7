// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config.schema;

import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.text.PrintableText;
import io.portcullis.support.text.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one PID accepts.
 *
 * @param name the PID
 * @param factory whether it configures several instances, and never one by its own name
 * @param keys its keys, with the metatype's name of their type
 */
public record Pid(String name, boolean factory, Map<String, String> keys) {
  static final int MAX_SHOWN = 80;

  /** Copies the keys. */
  public Pid {
    keys = Map.copyOf(keys);
  }

  /**
   * Something in a configuration that cannot be understood.
   *
   * @param text what, in one line
   * @param refused whether the component must not use the configuration: a value without meaning,
   *     or a key that is a known one misspelt, so that a default would replace what was meant
   */
  public record Problem(String text, boolean refused) {}

  /**
   * Finds unknown keys and values that are not of their type.
   *
   * @param properties a configuration, without blanks around its values
   * @return the problems in the order of their keys, empty if there are none
   */
  public List<Problem> problems(Map<String, ?> properties) {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<String, Object>(properties)
        .forEach(
            (key, value) -> {
              String type = keys.get(key);
              if (type != null) {
                addIfWrong(problems, key, type, value);
              } else if (!ConfigurationCheck.isAdded(key)) {
                problems.add(unknown(key));
              }
            });
    return problems;
  }

  /**
   * Tells whether a key is a known one in another case of letters. A service cannot have both.
   *
   * @param key any key
   * @return whether it differs from a known key in the case of letters only
   */
  public boolean isKnownInAnotherCase(String key) {
    return !keys.containsKey(key) && keys.keySet().stream().anyMatch(key::equalsIgnoreCase);
  }

  private Problem unknown(String key) {
    String nearest = Spelling.nearest(key, keys.keySet());
    String text = "unknown key '" + PrintableText.line(key, MAX_SHOWN) + "'";
    return nearest.isEmpty()
        ? new Problem(text, false)
        : new Problem(text + "; did you mean '" + nearest + "'?", true);
  }

  private static void addIfWrong(List<Problem> problems, String key, String type, Object value) {
    String expected =
        switch (type) {
          case "Integer" -> isWithin(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case "Long" -> isWithin(value, Long.MIN_VALUE, Long.MAX_VALUE);
          case "Boolean" -> isBoolean(value) ? "" : "true or false";
          default -> "";
        };
    if (!expected.isEmpty()) {
      String text = "'%s' must be %s, not '%s'";
      problems.add(
          new Problem(
              text.formatted(key, expected, PrintableText.line("" + value, MAX_SHOWN)), true));
    }
  }

  private static boolean isBoolean(Object value) {
    String word = value.toString();
    return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false");
  }

  /** Returns what the value should be, or nothing if that is what it is. */
  private static String isWithin(Object value, long least, long most) {
    try {
      long number = Long.parseLong(value.toString());
      return number >= least && number <= most
          ? ""
          : "a whole number from " + least + " to " + most;
    } catch (NumberFormatException e) {
      return "a whole number";
    }
  }
}
