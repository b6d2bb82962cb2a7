// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.translate;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.CallValues;
import io.portcullis.policy.internal.cel.Node;
import io.portcullis.policy.internal.cel.node.FrameNode;
import io.portcullis.policy.internal.cel.node.PropertyNode;
import io.portcullis.policy.internal.cel.node.SelectNode;
import io.portcullis.policy.internal.cel.node.SlotNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names of expressions: macro variables, and the properties of a call. */
final class Names {

  private static final Map<String, Function<CallValues, @Nullable Object>> PROPERTIES =
      Map.of(
          "tool", CallValues::tool,
          "server", CallValues::server,
          "action", CallValues::action,
          "url", CallValues::url,
          "now", CallValues::now,
          "agent", CallValues::agent,
          "caller", CallValues::caller,
          "hints", CallValues::hints);

  private final Translator translator;
  private final References references = new References();
  private final List<String> locals = new ArrayList<>();
  private int slots;

  Names(Translator translator) {
    this.translator = translator;
  }

  References references() {
    return references;
  }

  int slots() {
    return slots;
  }

  boolean isLocal(String name) {
    return locals.contains(name);
  }

  /** Declares a macro variable and returns its slot; an inner one hides an outer one. */
  int declare(String name) {
    locals.add(name);
    slots = Math.max(slots, locals.size());
    return locals.size() - 1;
  }

  /** Ends the range of the last macro variable. */
  void forget() {
    locals.remove(locals.size() - 1);
  }

  /** Translates a name that stands alone. */
  Node name(CelExpr expr) {
    String name = expr.ident().name();
    int offset = translator.offset(expr);
    int slot = locals.lastIndexOf(name);
    if (slot >= 0) {
      return new SlotNode(offset, slot);
    }
    if (name.equals("args") || name.equals("result")) {
      references.members(name, List.of());
    }
    return root(expr, name, offset);
  }

  /** Translates a member of a name that is no macro variable. */
  Node chain(CelExpr expr, MemberPath chain) {
    List<String> members = chain.members();
    int offset = translator.offset(expr);
    boolean presence = expr.getKind() == Kind.SELECT && expr.select().testOnly();
    switch (chain.root()) {
      case "args", "result" -> references.members(chain.root(), members);
      case "variables" -> {
        return variable(expr, members, offset, presence);
      }
      case "counters" -> {
        return counter(expr, members, offset);
      }
      default -> {}
    }
    Node node = root(expr, chain.root(), offset);
    return select(node, chain.root(), members, offset, presence);
  }

  private Node root(CelExpr expr, String name, int offset) {
    references.name(name);
    Function<CallValues, @Nullable Object> property = PROPERTIES.get(name);
    if (property != null) {
      return new PropertyNode(offset, name, property);
    }
    return switch (name) {
      case "args" -> new FrameNode(offset, CallFrame::arguments);
      case "result" -> new FrameNode(offset, CallFrame::result);
      case "labels" -> new FrameNode(offset, CallFrame::labels);
      case "variables" -> translator.refuse(expr, "name a variable: variables.NAME");
      case "counters" -> translator.refuse(expr, "name a counter: counters.NAME.sum");
      default -> translator.refuse(expr, "a policy cannot use the name " + name);
    };
  }

  private Node variable(CelExpr expr, List<String> members, int offset, boolean presence) {
    String name = members.get(0);
    references.variable(name);
    if (presence && members.size() == 1) {
      return translator.refuse(expr, "a variable of the policy is always present");
    }
    Node node = new FrameNode(offset, frame -> frame.variable(name));
    List<String> rest = members.subList(1, members.size());
    return select(node, "variables." + name, rest, offset, presence);
  }

  private Node counter(CelExpr expr, List<String> members, int offset) {
    if (members.size() != 2) {
      return translator.refuse(expr, "write counters.NAME.sum or counters.NAME.count");
    }
    String name = members.get(0);
    references.counter(name);
    return members.get(1).equals("sum")
        ? new FrameNode(offset, frame -> frame.sum(name))
        : new FrameNode(offset, frame -> frame.count(name));
  }

  private static Node select(
      Node root, String name, List<String> members, int offset, boolean presence) {
    Node node = root;
    StringBuilder label = new StringBuilder(name);
    for (int i = 0; i < members.size(); i++) {
      String member = members.get(i);
      label.append('.').append(member);
      boolean last = i == members.size() - 1;
      node = new SelectNode(offset, node, member, label.toString(), presence && last);
    }
    return node;
  }
}
