// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.translate.NodeObserver;
import io.portcullis.policy.internal.cel.translate.Positions;
import io.portcullis.policy.internal.cel.translate.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles and type-checks the expressions of a document. Thread-safe. */
public final class ExpressionCompiler {

  private final Declarations declarations;

  /** Guarded by this. */
  private @Nullable CelCompiler library;

  /** Creates a compiler; the CEL library is loaded at the first call. */
  public ExpressionCompiler(Declarations declarations) {
    this.declarations = declarations;
  }

  /**
   * Compiles an expression.
   *
   * @throws ExpressionException with every problem, each with its position
   */
  public CompiledExpression compile(String source, ResultType type) throws ExpressionException {
    CelAbstractSyntaxTree tree = check(source, type);
    return translate(source, tree, NodeObserver.NONE);
  }

  private CompiledExpression translate(
      String source, CelAbstractSyntaxTree tree, NodeObserver observer) throws ExpressionException {
    Translator translator = new Translator(source, tree, observer);
    Optional<CompiledExpression> expression = translator.translate();
    if (expression.isEmpty()) {
      throw new ExpressionException(
          translator.problems().stream()
              .map(problem -> new ExpressionProblem(problem.offset(), problem.message()))
              .toList());
    }
    return expression.get();
  }

  private CelAbstractSyntaxTree check(String source, ResultType type) throws ExpressionException {
    if (source.length() > Environment.MAX_LENGTH) {
      throw problem("the expression is longer than " + Environment.MAX_LENGTH + " characters");
    }
    try {
      CelAbstractSyntaxTree tree = library().compile(source).getAst();
      checkResult(tree.getResultType(), type);
      return tree;
    } catch (CelValidationException e) {
      List<ExpressionProblem> problems = new ArrayList<>();
      e.getErrors()
          .forEach(
              issue ->
                  problems.add(
                      new ExpressionProblem(Positions.of(source, issue), issue.getMessage())));
      throw new ExpressionException(problems);
    }
  }

  private static void checkResult(CelType actual, ResultType expected) throws ExpressionException {
    Set<CelType> accepted =
        switch (expected) {
          case BOOL -> Set.of(SimpleType.BOOL, SimpleType.DYN);
          case STRING -> Set.of(SimpleType.STRING, SimpleType.DYN);
          case NUMBER -> Set.of(SimpleType.INT, SimpleType.DOUBLE, SimpleType.DYN);
          case ANY -> Set.of(actual);
        };
    if (!accepted.contains(actual)) {
      throw problem("the expression must be " + expected + ", but it is " + actual.name());
    }
  }

  private static ExpressionException problem(String message) {
    return new ExpressionException(List.of(new ExpressionProblem(0, message)));
  }

  private synchronized CelCompiler library() {
    CelCompiler compiler = library;
    if (compiler == null) {
      compiler = Environment.compiler(declarations);
      library = compiler;
    }
    return compiler;
  }
}
