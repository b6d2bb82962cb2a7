// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.InstrumentedExpression;
import io.portcullis.policy.internal.cel.trace.Recorder;
import io.portcullis.policy.internal.cel.translate.NodeObserver;
import io.portcullis.policy.internal.cel.translate.Translator;
import io.portcullis.policy.internal.cel.translate.ValueTypes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles and type-checks the expressions of a document. Thread-safe. */
public final class ExpressionCompiler {

  private final Declarations declarations;

  /** Guarded by this. */
  private @Nullable CelCompiler library;

  /** Creates a compiler; the CEL library is loaded at the first expression. */
  public ExpressionCompiler(Declarations declarations) {
    this.declarations = declarations;
  }

  /**
   * Compiles an expression.
   *
   * @throws ExpressionException with every problem, each with its position
   */
  public CompiledExpression compile(String source, ResultType type) throws ExpressionException {
    return translate(source, check(source, type), type, NodeObserver.NONE);
  }

  private CompiledExpression translate(
      String source, CelAbstractSyntaxTree tree, ResultType type, NodeObserver observer)
      throws ExpressionException {
    Translator translator =
        new Translator(source, tree, declarations.variables().containsKey("cwd"), observer);
    Optional<CompiledExpression> expression = translator.translate(() -> instrument(source, type));
    if (expression.isEmpty()) {
      throw new ExpressionException(
          translator.problems().stream()
              .map(problem -> new ExpressionProblem(problem.offset(), problem.message()))
              .toList());
    }
    return expression.get();
  }

  private InstrumentedExpression instrument(String source, ResultType type) {
    try {
      CelAbstractSyntaxTree tree = check(source, type);
      Recorder recorder = new Recorder(tree);
      return recorder.instrumented(translate(source, tree, type, recorder));
    } catch (ExpressionException e) {
      throw new IllegalStateException("an expression that compiled no longer compiles", e);
    }
  }

  /**
   * Returns the checked tree of an expression.
   *
   * @throws ExpressionException with every problem, each with its position
   */
  public CelAbstractSyntaxTree check(String source, ResultType type) throws ExpressionException {
    if (source.length() > Environment.MAX_LENGTH) {
      throw problem("the expression is longer than " + Environment.MAX_LENGTH + " characters");
    }
    try {
      CelAbstractSyntaxTree tree = library().compile(source).getAst();
      checkResult(tree.getResultType(), type);
      return tree;
    } catch (CelValidationException e) {
      throw new ExpressionException(new Diagnostics(source, declarations).explain(e.getErrors()));
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
      String needed =
          switch (expected) {
            case BOOL -> "a condition, which is true or false";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case ANY -> "a value";
          };
      throw problem(
          "the expression must be " + needed + "; this one is of type " + ValueTypes.name(actual));
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
