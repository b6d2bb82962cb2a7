// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import static java.util.Map.entry;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.condition.ConditionalNode;
import io.portcullis.policy.internal.cel.condition.EqualityNode;
import io.portcullis.policy.internal.cel.condition.InNode;
import io.portcullis.policy.internal.cel.condition.LogicNode;
import io.portcullis.policy.internal.cel.condition.NotNode;
import io.portcullis.policy.internal.cel.condition.OrderNode;
import io.portcullis.policy.internal.cel.condition.OrderNode.Relation;
import io.portcullis.policy.internal.cel.function.Conversions;
import io.portcullis.policy.internal.cel.function.Operators;
import io.portcullis.policy.internal.cel.function.PatternFunctions;
import io.portcullis.policy.internal.cel.function.TextFunctions;
import io.portcullis.policy.internal.cel.function.TimeFunctions;
import io.portcullis.policy.internal.cel.library.PathFunctions;
import io.portcullis.policy.internal.cel.node.BinaryNode;
import io.portcullis.policy.internal.cel.node.UnaryNode;
import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.path.NormalPath;
import io.portcullis.policy.internal.pattern.BoundedPattern;
import io.portcullis.policy.internal.pattern.InvalidPatternException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns calls of operators and functions into nodes; refuses those that policies do not have. */
final class Calls {

  private static final Map<String, UnaryNode.Operation> UNARY =
      Map.ofEntries(
          entry("-_", Operators::negate),
          entry("size", TextFunctions::size),
          entry("int", Conversions::toInt),
          entry("double", Conversions::toDouble),
          entry("string", Conversions::toText),
          entry("timestamp", Conversions::toTimestamp),
          entry("duration", Conversions::toDuration));

  private static final Map<String, BinaryNode.Operation> BINARY =
      Map.ofEntries(
          entry("_+_", Operators::add),
          entry("_-_", Operators::subtract),
          entry("_*_", Operators::multiply),
          entry("_/_", Operators::divide),
          entry("_%_", Operators::modulo),
          entry("startsWith", TextFunctions::startsWith),
          entry("endsWith", TextFunctions::endsWith),
          entry("contains", TextFunctions::contains));

  private static final Map<String, Relation> RELATIONS =
      Map.of(
          "_<_", Relation.LESS,
          "_<=_", Relation.LESS_OR_EQUAL,
          "_>_", Relation.GREATER,
          "_>=_", Relation.GREATER_OR_EQUAL);

  private Calls() {}

  static Node translate(Translator translator, CelExpr expr, int offset) {
    String function = expr.call().function();
    List<CelExpr> operands = operands(expr);
    checkConstant(translator, function, operands);
    Relation relation = RELATIONS.get(function);
    if (relation != null) {
      return new OrderNode(
          offset, relation, translator.visit(operands.get(0)), translator.visit(operands.get(1)));
    }
    UnaryNode.Operation unary =
        UNARY.getOrDefault(
            function, LibraryFunctions.unary(function, expr.call().target().isPresent()));
    if (unary != null && operands.size() == 1) {
      return translator.unary(operands.get(0), offset, unary);
    }
    BinaryNode.Operation binary = BINARY.getOrDefault(function, LibraryFunctions.binary(function));
    if (binary != null && operands.size() == 2) {
      return translator.binary(operands.get(0), operands.get(1), offset, binary);
    }
    if (TimeFunctions.isField(function)) {
      return timeField(translator, function, operands, offset);
    }
    return special(translator, expr, operands, offset);
  }

  /**
   * Refuses a text that its function never accepts: it is a mistake of the policy, not of a call.
   * Relative paths need a variable that the expression does not name.
   */
  private static void checkConstant(
      Translator translator, String function, List<CelExpr> operands) {
    if (operands.isEmpty()) {
      return;
    }
    CelExpr last = operands.get(operands.size() - 1);
    String text = text(last);
    boolean directory = translator.hasWorkingDirectory();
    if (directory && (function.equals("path") || function.equals("within"))) {
      translator.names().references().variable("cwd");
    }
    String refusal = text == null ? null : LibraryFunctions.refusal(function, text, directory);
    if (refusal != null) {
      translator.refuse(last, refusal);
    }
  }

  private static Node special(
      Translator translator, CelExpr expr, List<CelExpr> operands, int offset) {
    return switch (expr.call().function()) {
      case "_&&_" -> logic(translator, operands, offset, false);
      case "_||_" -> logic(translator, operands, offset, true);
      case "!_" -> new NotNode(offset, translator.visit(operands.get(0)));
      case "_?_:_" ->
          new ConditionalNode(
              offset,
              translator.visit(operands.get(0)),
              translator.visit(operands.get(1)),
              translator.visit(operands.get(2)));
      case "_==_" -> equality(translator, operands, offset, false);
      case "_!=_" -> equality(translator, operands, offset, true);
      case "@in" -> in(translator, operands, offset);
      case "_[_]" -> translator.index(expr, offset);
      case "matches" -> matches(translator, operands, offset);
      case "glob" -> glob(translator, operands, offset);
      default ->
          translator.refuse(expr, "a policy cannot use the function " + expr.call().function());
    };
  }

  private static Node logic(
      Translator translator, List<CelExpr> operands, int offset, boolean deciding) {
    Node node = translator.visit(operands.get(0));
    for (CelExpr operand : operands.subList(1, operands.size())) {
      node = new LogicNode(offset, node, translator.visit(operand), deciding);
    }
    return node;
  }

  private static Node equality(
      Translator translator, List<CelExpr> operands, int offset, boolean negated) {
    boolean nullTest = isNull(operands.get(0)) || isNull(operands.get(1));
    return new EqualityNode(
        offset,
        translator.visit(operands.get(0)),
        translator.visit(operands.get(1)),
        nullTest,
        negated);
  }

  private static Node in(Translator translator, List<CelExpr> operands, int offset) {
    CelExpr container = operands.get(1);
    boolean literalNull =
        container.getKind() == Kind.LIST
            && container.list().elements().stream().anyMatch(Calls::isNull);
    return new InNode(
        offset, translator.visit(operands.get(0)), translator.visit(container), literalNull);
  }

  private static Node matches(Translator translator, List<CelExpr> operands, int offset) {
    String pattern = text(operands.get(1));
    if (pattern == null) {
      return translator.refuse(
          operands.get(1), "the pattern of matches must be a text in quotes, not a computed one");
    }
    try {
      return translator.unary(
          operands.get(0), offset, PatternFunctions.matches(BoundedPattern.compile(pattern)));
    } catch (InvalidPatternException e) {
      return translator.refuse(
          operands.get(1), "the pattern of matches is not accepted: " + e.reason());
    }
  }

  private static Node glob(Translator translator, List<CelExpr> operands, int offset) {
    String pattern = text(operands.get(1));
    if (pattern == null) {
      return translator.refuse(
          operands.get(1), "the pattern of glob must be a text in quotes, not a computed one");
    }
    try {
      return translator.unary(
          operands.get(0), offset, PathFunctions.glob(NormalPath.pattern(pattern)));
    } catch (FunctionException e) {
      return translator.refuse(operands.get(1), e.problem().text());
    }
  }

  private static Node timeField(
      Translator translator, String function, List<CelExpr> operands, int offset) {
    Optional<ZoneId> zone = Optional.of(ZoneOffset.UTC);
    if (operands.size() == 2) {
      String name = text(operands.get(1));
      if (name == null) {
        return translator.refuse(operands.get(1), "the time zone must be a text in quotes");
      }
      zone = TimeFunctions.zone(name);
    }
    return zone.isEmpty()
        ? translator.refuse(
            operands.get(1),
            "this is no time zone; write for example \"Europe/Berlin\" or \"+02:00\"")
        : translator.unary(operands.get(0), offset, TimeFunctions.field(function, zone.get()));
  }

  private static List<CelExpr> operands(CelExpr expr) {
    List<CelExpr> operands = new ArrayList<>();
    expr.call().target().ifPresent(operands::add);
    operands.addAll(expr.call().args());
    return operands;
  }

  private static boolean isNull(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.NULL_VALUE;
  }

  /** Returns the text of a constant; null if the expression is no such constant. */
  static @Nullable String text(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expr.constant().stringValue()
        : null;
  }
}
