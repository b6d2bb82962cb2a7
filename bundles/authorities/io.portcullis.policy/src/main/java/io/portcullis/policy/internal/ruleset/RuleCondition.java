// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.Map;

/**
 * The condition of a rule. Immutable.
 *
 * @param expression an expression that is true or false
 * @param variables the variables of the document, the same instance for all its rules
 * @param text the expression in the document
 * @param references what the condition reads, its variables included
 */
public record RuleCondition(
    CompiledExpression expression,
    Map<String, CompiledExpression> variables,
    Scalar text,
    ArgumentReferences references) {

  /** Creates a condition with what it and its variables read. */
  public static RuleCondition of(
      CompiledExpression expression, Map<String, CompiledExpression> variables, Scalar text) {
    return new RuleCondition(
        expression, variables, text, expression.references().withVariables(variables));
  }

  /** Returns the place of a character of the expression in its document. */
  SourceLocation place(int offset) {
    return text.place(offset);
  }

  /** Returns whether the condition reads the arguments. */
  public boolean readsArguments() {
    return references.names().contains("args");
  }

  /** Returns whether the condition reads the result. */
  public boolean readsResult() {
    return references.names().contains("result");
  }

  /** Returns whether a record without arguments and URL may lack what the condition reads. */
  public boolean readsContent() {
    return readsArguments() || readsResult() || references.names().contains("url");
  }
}
