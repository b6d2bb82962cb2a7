// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.InstrumentedExpression;
import io.portcullis.policy.internal.cel.JsonNull;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.node.BinaryNode;
import io.portcullis.policy.internal.cel.node.ConstantNode;
import io.portcullis.policy.internal.cel.node.IndexNode;
import io.portcullis.policy.internal.cel.node.LiteralNode;
import io.portcullis.policy.internal.cel.node.SelectNode;
import io.portcullis.policy.internal.cel.node.UnaryNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a checked tree of the library into nodes. Used once. */
public final class Translator {

  private final String source;
  private final CelAbstractSyntaxTree tree;
  private final boolean workingDirectory;
  private final NodeObserver observer;
  private final Positions positions;
  private final Names names;
  private final MacroTranslator macros;
  private final List<Refusal> problems = new ArrayList<>();
  private long work;

  /**
   * Creates a translator for one checked tree.
   *
   * @param workingDirectory whether the document has a directory that relative paths start from
   */
  public Translator(
      String source, CelAbstractSyntaxTree tree, boolean workingDirectory, NodeObserver observer) {
    this.source = source;
    this.tree = tree;
    this.workingDirectory = workingDirectory;
    this.observer = observer;
    this.positions = new Positions(source, tree.getSource().getPositionsMap());
    this.names = new Names(this);
    this.macros = new MacroTranslator(this, tree.getSource().getMacroCalls());
  }

  /**
   * Translates the tree.
   *
   * @param instrumented compiles the same source for {@link CompiledExpression#instrument()}
   * @return the expression; empty if there are problems
   */
  public Optional<CompiledExpression> translate(Supplier<InstrumentedExpression> instrumented) {
    Node root = visit(tree.getExpr());
    return problems.isEmpty()
        ? Optional.of(
            new CompiledExpression(
                source,
                ValueTypes.name(tree.getResultType()),
                root,
                names.slots(),
                takeWork(),
                names.references().build(),
                instrumented))
        : Optional.empty();
  }

  boolean hasWorkingDirectory() {
    return workingDirectory;
  }

  Names names() {
    return names;
  }

  /** Returns why the tree was not translated. */
  public List<Refusal> problems() {
    return problems;
  }

  /** Returns the work of the nodes so far, and counts anew. */
  long takeWork() {
    long taken = work;
    work = 0;
    return taken;
  }

  void addWork(long units) {
    work += units;
  }

  int offset(CelExpr expr) {
    return positions.of(expr);
  }

  /** Records a problem and returns a node in the place of the one that does not exist. */
  Node refuse(CelExpr expr, String message) {
    int offset = offset(expr);
    problems.add(new Refusal(offset, message));
    return new ConstantNode(offset, false);
  }

  /** Translates a part and its parts. */
  Node visit(CelExpr expr) {
    work++;
    int offset = offset(expr);
    observer.enter(expr, offset);
    return observer.leave(expr, translate(expr, offset));
  }

  private Node translate(CelExpr expr, int offset) {
    Optional<MemberPath> chain = MemberPath.of(expr);
    if (chain.isPresent() && !names.isLocal(chain.get().root())) {
      return names.chain(expr, chain.get());
    }
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr, offset);
      case IDENT -> names.name(expr);
      case SELECT ->
          new SelectNode(
              offset,
              visit(expr.select().operand()),
              expr.select().field(),
              expr.select().field(),
              expr.select().testOnly());
      case CALL -> Calls.translate(this, expr, offset);
      case LIST -> list(expr, offset);
      case MAP -> object(expr, offset);
      case COMPREHENSION -> macros.translate(expr);
      case STRUCT, NOT_SET -> refuse(expr, "a policy cannot create messages");
    };
  }

  private Node constant(CelExpr expr, int offset) {
    CelConstant constant = expr.constant();
    return switch (constant.getKind()) {
      case BOOLEAN_VALUE -> new ConstantNode(offset, constant.booleanValue());
      case INT64_VALUE -> new ConstantNode(offset, constant.int64Value());
      case STRING_VALUE -> new ConstantNode(offset, constant.stringValue());
      case NULL_VALUE -> new ConstantNode(offset, JsonNull.NULL);
      case DOUBLE_VALUE ->
          Double.isFinite(constant.doubleValue())
              ? new ConstantNode(offset, constant.doubleValue())
              : refuse(expr, "the number is out of range");
      case UINT64_VALUE -> refuse(expr, "write a whole number without the letter u");
      case BYTES_VALUE -> refuse(expr, "a policy cannot use byte strings; leave out the letter b");
      default -> refuse(expr, "a policy cannot use this constant");
    };
  }

  private Node list(CelExpr expr, int offset) {
    List<Node> elements = new ArrayList<>();
    for (CelExpr element : expr.list().elements()) {
      elements.add(visit(element));
    }
    boolean constant =
        expr.list().elements().stream().allMatch(element -> element.getKind() == Kind.CONSTANT);
    if (!constant || !problems.isEmpty()) {
      return LiteralNode.list(offset, elements);
    }
    return new ConstantNode(offset, constants(expr.list().elements()));
  }

  private List<Object> constants(List<CelExpr> elements) {
    List<Object> values = new ArrayList<>();
    for (CelExpr element : elements) {
      if (constant(element, 0) instanceof ConstantNode node) {
        values.add(node.value());
      }
    }
    return List.copyOf(values);
  }

  private Node object(CelExpr expr, int offset) {
    List<Node> keys = new ArrayList<>();
    List<Node> values = new ArrayList<>();
    for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
      keys.add(visit(entry.key()));
      values.add(visit(entry.value()));
    }
    return LiteralNode.object(offset, keys, values);
  }

  Node index(CelExpr expr, int offset) {
    List<CelExpr> args = expr.call().args();
    return new IndexNode(offset, visit(args.get(0)), visit(args.get(1)));
  }

  Node unary(CelExpr operand, int offset, UnaryNode.Operation operation) {
    return new UnaryNode(offset, visit(operand), operation);
  }

  Node binary(CelExpr left, CelExpr right, int offset, BinaryNode.Operation operation) {
    return new BinaryNode(offset, visit(left), visit(right), operation);
  }
}
