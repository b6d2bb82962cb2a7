// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes arguments with the members that {@link RandomExpression} names, of the usual type or not.
 */
final class RandomArguments {

  private final Random random;

  RandomArguments(Random random) {
    this.random = random;
  }

  /** Returns JSON text. */
  String next() {
    Map<String, String> members = new TreeMap<>();
    members.put("i", usually(whole(), noNumber()));
    members.put("j", usually(whole(), noNumber()));
    members.put("d", usually(pick("0.5", "-3.25", "100.0", "250.0", "1e3"), noNumber()));
    members.put("s", usually(text(), scalar()));
    members.put("t", usually(text(), scalar()));
    members.put("b", usually(pick("true", "false"), scalar()));
    members.put("l", usually(list(), scalar()));
    members.put("m", usually("[" + text() + "," + text() + "]", scalar()));
    members.put("o", usually("{\"k\":" + scalar() + ",\"p\":" + whole() + "}", scalar()));
    members.put("n", pick("null", "null", "5"));
    members.values().removeIf(String::isEmpty);
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String usually(String value, String other) {
    return switch (random.nextInt(10)) {
      case 0 -> "";
      case 1 -> other;
      default -> value;
    };
  }

  private String list() {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      elements.add(random.nextInt(4) == 0 ? scalar() : whole());
    }
    return elements.toString();
  }

  private String noNumber() {
    return pick(text(), "true", "[1,2]");
  }

  private String scalar() {
    return switch (random.nextInt(5)) {
      case 0 -> text();
      case 1 -> pick("true", "false");
      case 2 -> pick("0.5", "2.0");
      case 3 -> "[1,2]";
      default -> whole();
    };
  }

  private String whole() {
    return pick("0", "1", "2", "-7", "250", "9223372036854775807", "-9223372036854775808");
  }

  private String text() {
    return pick("\"a\"", "\"bb\"", "\"abb\"", "\"\"", "\"250\"", "\"\\uD83D\\uDE00x\"");
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
