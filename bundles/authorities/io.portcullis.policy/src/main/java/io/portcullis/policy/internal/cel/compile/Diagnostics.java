// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelIssue;
import io.portcullis.policy.internal.cel.translate.LibraryFunctions;
import io.portcullis.policy.internal.cel.translate.Positions;
import io.portcullis.policy.internal.yaml.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains why the library refused an expression, in the words of policies. */
final class Diagnostics {

  private static final int MAX_PROBLEMS = 5;

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
  private static final Pattern FIELD = Pattern.compile("undefined field '([^']*)'");
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '([^']*)' applied to '(.*?)' \\(cand.*");
  private static final Pattern SYNTAX =
      Pattern.compile("(?:mismatched|extraneous) input '(.*?)' expecting .*");

  private static final List<String> NAMES =
      List.of(
          "args",
          "result",
          "tool",
          "server",
          "action",
          "url",
          "now",
          "labels",
          "agent",
          "caller",
          "hints",
          "variables",
          "counters");

  private static final List<String> FIELDS =
      List.of(
          "id",
          "team",
          "org",
          "readOnly",
          "destructive",
          "idempotent",
          "openWorld",
          "sum",
          "count");

  private static final List<String> FUNCTIONS =
      List.of(
          "has",
          "all",
          "exists",
          "exists_one",
          "filter",
          "map",
          "size",
          "startsWith",
          "endsWith",
          "contains",
          "matches",
          "int",
          "double",
          "string",
          "timestamp",
          "duration",
          "getHours",
          "getMinutes",
          "getSeconds",
          "getMilliseconds",
          "getFullYear",
          "getMonth",
          "getDate",
          "getDayOfMonth",
          "getDayOfWeek",
          "getDayOfYear");

  /** Names of functions in other languages. */
  private static final Map<String, String> OTHER_FUNCTIONS =
      Map.of(
          "len",
          "size",
          "length",
          "size",
          "count",
          "size",
          "any",
          "exists",
          "some",
          "exists",
          "every",
          "all",
          "includes",
          "contains",
          "select",
          "filter",
          "basename",
          "name");

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(Map.entry("@in", "in"), Map.entry("_[_]", "[]"), Map.entry("_?_:_", "? :"));

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("string", "a text"),
          Map.entry("int", "a whole number"),
          Map.entry("double", "a number"),
          Map.entry("bool", "true or false"),
          Map.entry("dyn", "any value"),
          Map.entry("null", "null"),
          Map.entry("timestamp", "a time"),
          Map.entry("google.protobuf.Timestamp", "a time"),
          Map.entry("google.protobuf.Duration", "a duration"),
          Map.entry("map(string, dyn)", "an object"),
          Map.entry("path", "a path"),
          Map.entry("url", "a URL"),
          Map.entry("ip", "an IP address"),
          Map.entry("cidr", "an address block"),
          Map.entry("command", "a command"));

  private final String source;
  private final Declarations declarations;

  Diagnostics(String source, Declarations declarations) {
    this.source = source;
    this.declarations = declarations;
  }

  /** Returns the problems in the order of their positions; not empty. */
  List<ExpressionProblem> explain(List<CelIssue> issues) {
    if (source.isBlank()) {
      return List.of(new ExpressionProblem(0, "the expression is empty"));
    }
    List<ExpressionProblem> mistakes = CommonMistakes.find(source);
    if (!mistakes.isEmpty()) {
      return first(mistakes);
    }
    // An unknown macro makes its variables unknown too.
    boolean functions = issues.stream().anyMatch(this::isFunction);
    List<ExpressionProblem> problems = new ArrayList<>();
    for (CelIssue issue : issues) {
      boolean consequence =
          issue.getMessage().contains("*error*") || (functions && !isFunction(issue));
      if (!consequence) {
        problems.add(problem(Positions.of(source, issue), issue.getMessage()));
      }
    }
    problems.sort(Comparator.comparingInt(ExpressionProblem::offset));
    return problems.isEmpty()
        ? List.of(new ExpressionProblem(0, "the expression is not valid"))
        : first(problems);
  }

  private static List<ExpressionProblem> first(List<ExpressionProblem> problems) {
    return ImmutableList.copyOf(problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
  }

  private ExpressionProblem problem(int offset, String message) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return undeclared(offset, undeclared.group(1));
    }
    Matcher field = FIELD.matcher(message);
    if (field.matches()) {
      int start = source.indexOf(field.group(1), offset);
      return new ExpressionProblem(start < 0 ? offset : start, field(field.group(1)));
    }
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return overload(offset, overload.group(1), overload.group(2));
    }
    return new ExpressionProblem(offset, syntax(message));
  }

  private ExpressionProblem undeclared(int offset, String name) {
    if (!isCall(offset)) {
      String hint = NearestName.hint(name, NAMES);
      return new ExpressionProblem(
          offset,
          "unknown name '"
              + name
              + "'"
              + (hint.isEmpty() ? "; did you mean 'args." + name + "'?" : hint));
    }
    int start = Math.max(0, source.lastIndexOf(name, offset));
    return new ExpressionProblem(start, unknownFunction(name));
  }

  private boolean isFunction(CelIssue issue) {
    return issue.getMessage().startsWith("undeclared") && isCall(Positions.of(source, issue));
  }

  private boolean isCall(int offset) {
    return offset < source.length() && source.charAt(offset) == '(';
  }

  private static String unknownFunction(String name) {
    if (List.of("all", "exists", "exists_one", "filter", "map").contains(name)) {
      return name + " takes a variable and an expression: list." + name + "(x, x > 0)";
    }
    String other = OTHER_FUNCTIONS.get(name);
    Collection<String> known = new TreeSet<>(LibraryFunctions.names());
    known.addAll(FUNCTIONS);
    return "unknown function '"
        + name
        + "'"
        + (other == null ? NearestName.hint(name, known) : "; did you mean '" + other + "'?");
  }

  private String field(String name) {
    Collection<String> known = new TreeSet<>(FIELDS);
    known.addAll(declarations.variables().keySet());
    known.addAll(declarations.counters());
    return "unknown member '" + name + "'" + NearestName.hint(name, known);
  }

  private static ExpressionProblem overload(int offset, String function, String types) {
    String operator = OPERATORS.getOrDefault(function, function.replace("_", ""));
    List<String> words = new ArrayList<>();
    String inside = types.startsWith("(") ? types.substring(1) : types.replaceFirst("\\.\\(", ", ");
    for (String type : split(inside.substring(0, inside.length() - 1))) {
      words.add(TYPES.getOrDefault(type, type));
    }
    return new ExpressionProblem(
        offset, "'" + operator + "' does not exist for " + String.join(" and ", words));
  }

  /** Splits at the commas outside parentheses. */
  private static List<String> split(String types) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < types.length(); i++) {
      char c = types.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(types.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(types.substring(start).strip());
    return parts;
  }

  private static String syntax(String message) {
    Matcher syntax = SYNTAX.matcher(message);
    if (syntax.matches()) {
      return syntax.group(1).equals("<EOF>")
          ? "the expression ends too early"
          : "unexpected '" + syntax.group(1) + "'";
    }
    if (message.startsWith("token recognition error at: ")) {
      return "unexpected character " + message.substring("token recognition error at: ".length());
    }
    if (message.contains("has() macro")) {
      return "has takes a member: has(args.name)";
    }
    return message;
  }
}
