// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ExpressionCompiler;
import io.portcullis.policy.internal.cel.compile.ExpressionException;
import io.portcullis.policy.internal.cel.compile.ExpressionProblem;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.yaml.ProblemCollector;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the expressions of one document and reports their problems at the place of the mistake.
 * An expression is compiled with the names that it mentions only, so that a change of another
 * variable does not compile it again.
 */
final class ConditionCompiler {

  private static final int MAX_LENGTH = 10_000;

  /** The name of the variable that every relative path depends on. */
  private static final String WORKING_DIRECTORY = "cwd";

  private static final Pattern MENTION =
      Pattern.compile("\\b(variables|counters)\\b(?:\\s*\\.\\s*([A-Za-z_][A-Za-z0-9_]*))?");

  private final ExpressionCache.Load cache;
  private final ProblemCollector problems;
  private final Map<Declarations, ExpressionCompiler> compilers = new ConcurrentHashMap<>();

  ConditionCompiler(ExpressionCache.Load cache, ProblemCollector problems) {
    this.cache = cache;
    this.problems = problems;
  }

  /** Returns the names of the variables that an expression seems to mention. */
  static Set<String> variables(String source) {
    Set<String> names = new HashSet<>();
    Matcher matcher = MENTION.matcher(source);
    while (matcher.find()) {
      if (matcher.group(1).equals("variables") && matcher.group(2) != null) {
        names.add(matcher.group(2));
      }
    }
    return names;
  }

  /** Compiles expressions in parallel, so that {@link #compile} only finds them. */
  void prepare(List<Scalar> texts, ResultType type, Declarations all) {
    List<String> sources =
        texts.stream()
            .map(Scalar::text)
            .distinct()
            .filter(source -> cache.find(key(source, type, all)) == null)
            .toList();
    Stream<String> missing = sources.size() < 4 ? sources.stream() : sources.parallelStream();
    missing.forEach(source -> tryCompile(source, type, all));
  }

  /** Problems are found again, in order, when the expression is asked for. */
  private void tryCompile(String source, ResultType type, Declarations all) {
    try {
      compile(source, type, all);
    } catch (ExpressionException e) {
      // Reported by compile(Scalar, ...).
    }
  }

  /** Returns the compiled expression; adds its problems and returns null if it has any. */
  @Nullable CompiledExpression compile(
      Scalar text, String path, ResultType type, Declarations all) {
    if (text.text().length() > MAX_LENGTH) {
      problems.add(
          text.place(),
          path,
          "expression is longer than " + MAX_LENGTH + " characters; shorten it");
      return null;
    }
    try {
      return compile(text.text(), type, all);
    } catch (ExpressionException e) {
      for (ExpressionProblem problem : complete(text.text(), type, all, e)) {
        problems.add(
            text.place(problem.offset()), path, problem.message(), text.excerpt(problem.offset()));
      }
      return null;
    }
  }

  /** All names are known to the second attempt, so that its messages can suggest one. */
  private List<ExpressionProblem> complete(
      String source, ResultType type, Declarations all, ExpressionException first) {
    try {
      compiler(all).compile(source, type);
      return first.problems();
    } catch (ExpressionException e) {
      return e.problems();
    }
  }

  private CompiledExpression compile(String source, ResultType type, Declarations all)
      throws ExpressionException {
    ExpressionCache.Key key = key(source, type, all);
    CompiledExpression found = cache.find(key);
    if (found == null) {
      found = compiler(key.declarations()).compile(source, type);
      cache.add(key, found);
    }
    return found;
  }

  private ExpressionCompiler compiler(Declarations declarations) {
    return compilers.computeIfAbsent(declarations, ExpressionCompiler::new);
  }

  private static ExpressionCache.Key key(String source, ResultType type, Declarations all) {
    return new ExpressionCache.Key(source, type, mentioned(source, all));
  }

  private static Declarations mentioned(String source, Declarations all) {
    Set<String> variables = new HashSet<>(Set.of(WORKING_DIRECTORY));
    Set<String> counters = new HashSet<>();
    Matcher matcher = MENTION.matcher(source);
    while (matcher.find()) {
      if (matcher.group(2) == null) {
        return all;
      }
      (matcher.group(1).equals("variables") ? variables : counters).add(matcher.group(2));
    }
    Map<String, String> types = new HashMap<>(all.variables());
    types.keySet().retainAll(variables);
    return new Declarations(
        types, all.counters().stream().filter(counters::contains).collect(Collectors.toSet()));
  }
}
