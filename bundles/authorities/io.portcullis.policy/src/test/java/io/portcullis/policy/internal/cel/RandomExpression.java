// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.util.Random;

/**
 * Writes expressions over the members {@code i j d s t b l m o n}. They avoid what the policy
 * language defines and CEL does not: arithmetic of mixed numbers, infinity, and null in comparisons
 * other than with the literal.
 */
final class RandomExpression {

  private final Random random;
  private int variables;

  RandomExpression(Random random) {
    this.random = random;
  }

  /** Returns a condition of at most the given depth. */
  String condition(int depth) {
    return condition(depth, null);
  }

  private String condition(int depth, String element) {
    if (depth <= 0) {
      return leaf(element);
    }
    return switch (random.nextInt(11)) {
      case 0, 1 ->
          "(" + condition(depth - 1, element) + " && " + condition(depth - 1, element) + ")";
      case 2, 3 ->
          "(" + condition(depth - 1, element) + " || " + condition(depth - 1, element) + ")";
      case 4 -> "!(" + condition(depth - 1, element) + ")";
      case 5 ->
          "("
              + condition(depth - 1, element)
              + " ? "
              + condition(depth - 1, element)
              + " : "
              + condition(depth - 1, element)
              + ")";
      case 6, 7 -> macro(depth);
      case 8 -> list(depth) + ".size() " + relation() + " " + number();
      default -> leaf(element);
    };
  }

  private String macro(int depth) {
    String x = "x" + variables++;
    String name = pick("all", "exists", "exists_one");
    return list(depth - 1) + "." + name + "(" + x + ", " + condition(depth - 1, x) + ")";
  }

  private String list(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      String x = "x" + variables++;
      return random.nextBoolean()
          ? list(depth - 1) + ".filter(" + x + ", " + condition(depth - 1, x) + ")"
          : list(depth - 1) + ".map(" + x + ", " + x + ")";
    }
    return pick("args.l", "args.l", "args.m", "args.o", "args.s", "[1, 2, 3]", "[\"a\", \"bb\"]");
  }

  private String leaf(String element) {
    String value = element != null && random.nextInt(3) > 0 ? element : value();
    return switch (random.nextInt(13)) {
      case 0, 1 -> whole(1) + " " + relation() + " " + whole(1);
      case 2 ->
          "args.d " + relation() + " " + pick("0.5", "100", "-3.25", "args.i", "args.d * 2.0");
      case 3 -> value + " " + pick("==", "!=") + " " + literal();
      case 4 -> value() + " " + pick("==", "!=") + " " + value;
      case 5 -> value + " in [" + literal() + ", " + literal() + "]";
      case 6 -> literal() + " in " + pick("args.l", "args.m", "args.o", "args.s", "args.i");
      case 7 -> "args.n " + pick("==", "!=") + " null";
      case 8 -> "has(args." + pick("i", "zz", "o.k", "o.zz", "s.k", "n") + ")";
      case 9 -> value + "." + pick("startsWith", "endsWith", "contains") + "(" + text() + ")";
      case 10 -> value + ".matches(" + pick("\"^a\"", "\"b+$\"", "\"[0-9]\"") + ")";
      case 11 -> pick("true", "false", "args.b", "tool == \"t\"", "args.zz");
      default -> "args.s " + relation() + " " + text();
    };
  }

  private String value() {
    return pick(
        "args.i",
        "args.d",
        "args.s",
        "args.t",
        "args.b",
        "args.l",
        "args.m",
        "args.o",
        "args.o.k",
        "args.l[0]",
        "args.l[2]",
        "args.m[1]",
        "args.zz",
        "args[\"s\"]",
        "args.o[\"k\"]");
  }

  private String literal() {
    return pick(
        "1", "2", "250", "0.5", "1.0", "\"a\"", "\"bb\"", "\"250\"", "true", "false", "[1, 2]");
  }

  private String whole(int depth) {
    if (depth > 0 && random.nextInt(2) == 0) {
      String operator = pick("+", "-", "*", "/", "%");
      return "(" + whole(depth - 1) + " " + operator + " " + whole(depth - 1) + ")";
    }
    return pick("args.i", "args.j", "1", "7", "250", "size(args.s)", "args.l.size()", "-args.i");
  }

  private String number() {
    return pick("0", "1", "2", "3");
  }

  private String text() {
    return pick("\"a\"", "\"bb\"", "\"\"", "args.t", "args.s + \"x\"", "string(args.i)");
  }

  private String relation() {
    return pick("<", "<=", ">", ">=");
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
