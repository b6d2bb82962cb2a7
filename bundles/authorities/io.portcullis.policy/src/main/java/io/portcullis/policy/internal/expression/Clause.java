// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code field operator literal}. A present value that cannot be compared with the literal makes
 * the clause hold, because asking a person is the safe answer. A missing value makes only {@code
 * !=} and {@code not_in} hold.
 */
record Clause(ExpressionField field, ComparisonOperator operator, Literal literal) {

  boolean test(PolicyRequest request, String tool, @Nullable JsonValue arguments) {
    return switch (field.kind()) {
      case TOOL -> text(tool);
      case EMPTY -> text("");
      case TEAM -> request.team().isEmpty() ? operator.holdsForNothing() : word(request.team());
      case ARGUMENT -> argument(arguments);
      case UNKNOWN -> true;
      case ABSENT -> operator.holdsForNothing();
    };
  }

  /** Returns the constant result of the clause; null if it depends on the request. */
  @Nullable Boolean constant() {
    return switch (field.kind()) {
      case EMPTY -> text("");
      case UNKNOWN -> true;
      case ABSENT -> operator.holdsForNothing();
      case ARGUMENT, TOOL, TEAM -> null;
    };
  }

  /** Returns whether some argument value or team can be compared with the literal. */
  boolean comparable() {
    return switch (operator) {
      case EQUAL, UNEQUAL -> literal instanceof Literal.Text || literal instanceof Literal.Decimal;
      case GREATER, AT_LEAST, LESS, AT_MOST -> literal instanceof Literal.Decimal;
      case CONTAINS, STARTS_WITH -> literal instanceof Literal.Text;
      case IN, NOT_IN -> literal instanceof Literal.Texts;
    };
  }

  /** Returns the result of the clause for a tool; null if the clause is not about the tool. */
  boolean toolIs(String tool) {
    return text(tool);
  }

  private boolean text(String value) {
    return switch (operator) {
      case CONTAINS, STARTS_WITH, IN, NOT_IN -> word(value);
      case EQUAL, UNEQUAL -> number(value) == null ? word(value) : ordered(value);
      case GREATER, AT_LEAST, LESS, AT_MOST -> ordered(value);
    };
  }

  /** Returns the number in a text, if the literal is a number too. */
  private @Nullable BigDecimal number(String value) {
    return literal instanceof Literal.Decimal ? NumberParser.decimal(value) : null;
  }

  /**
   * Without a number on both sides no order exists, and the safe answer is that the clause holds.
   */
  private boolean ordered(String value) {
    BigDecimal left = NumberParser.decimal(value);
    BigDecimal right = number(literal);
    return left == null || right == null || operator.holds(left.compareTo(right));
  }

  private static @Nullable BigDecimal number(Literal literal) {
    if (literal instanceof Literal.Decimal number) {
      return number.value();
    }
    if (literal instanceof Literal.Seconds seconds) {
      return seconds.value();
    }
    return literal instanceof Literal.Text text ? NumberParser.decimal(text.value()) : null;
  }

  /** Compares a text with a text or a list of texts. */
  private boolean word(String value) {
    if (literal instanceof Literal.Text text) {
      return switch (operator) {
        case EQUAL -> value.equals(text.value());
        case UNEQUAL -> !value.equals(text.value());
        case CONTAINS -> value.contains(text.value());
        case STARTS_WITH -> value.startsWith(text.value());
        case GREATER, AT_LEAST, LESS, AT_MOST, IN, NOT_IN -> true;
      };
    }
    if (literal instanceof Literal.Texts texts) {
      return switch (operator) {
        case IN -> texts.values().contains(value);
        case NOT_IN -> !texts.values().contains(value);
        case EQUAL, UNEQUAL, CONTAINS, STARTS_WITH, GREATER, AT_LEAST, LESS, AT_MOST -> true;
      };
    }
    return true;
  }

  private boolean argument(@Nullable JsonValue arguments) {
    ArgumentPath.Found found = ArgumentPath.follow(field.path(), arguments);
    return switch (found.kind()) {
      case UNCLEAR -> true;
      case MISSING -> operator.holdsForNothing();
      case VALUE -> value(found.value());
    };
  }

  private boolean value(@Nullable JsonValue value) {
    if (!comparable()) {
      return true;
    }
    if (literal instanceof Literal.Decimal number) {
      BigDecimal left = value instanceof JsonNumber found ? found.decimal() : null;
      return left == null || operator.holds(left.compareTo(number.value()));
    }
    return !(value instanceof JsonText text) || word(text.value());
  }
}
