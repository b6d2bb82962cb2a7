// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import io.portcullis.policy.PolicyRequest;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonNumber;
import io.portcullis.policy.internal.json.JsonValue.JsonText;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** {@code field operator literal}. */
record Clause(Field field, Operator operator, Literal literal) {

  boolean test(PolicyRequest request, String tool, @Nullable JsonValue arguments) {
    return switch (field.kind()) {
      case TOOL -> text(tool);
      case EMPTY -> text("");
      case TEAM -> !request.team().isEmpty() && identity(request.team());
      case ARGUMENT -> argument(arguments);
      case UNKNOWN -> true;
      case ABSENT -> false;
    };
  }

  /** What the clause always gives; null if that depends on the request. */
  @Nullable Boolean constant() {
    return switch (field.kind()) {
      case EMPTY -> text("");
      case UNKNOWN -> true;
      case ABSENT -> false;
      case ARGUMENT -> argumentShape() ? null : false;
      case TOOL, TEAM -> null;
    };
  }

  /** What the clause gives for a tool, if it is about the tool. */
  boolean toolIs(String tool) {
    return text(tool);
  }

  private boolean text(String value) {
    return switch (operator) {
      case CONTAINS, STARTS_WITH, IN, NOT_IN -> member(value);
      case EQUAL -> equal(value);
      case UNEQUAL -> !equal(value);
      case GREATER, AT_LEAST, LESS, AT_MOST -> ordered(value);
    };
  }

  private boolean equal(String value) {
    if (literal instanceof Literal.Decimal number) {
      BigDecimal left = Numbers.decimal(value);
      return left != null && left.compareTo(number.value()) == 0;
    }
    return literal instanceof Literal.Text text && text.value().equals(value);
  }

  /**
   * Without a number on both sides there is no order, and the safe answer is that the clause holds.
   */
  private boolean ordered(String value) {
    BigDecimal left = Numbers.decimal(value);
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
    return literal instanceof Literal.Text text ? Numbers.decimal(text.value()) : null;
  }

  private boolean member(String value) {
    if (literal instanceof Literal.Text text) {
      return (operator == Operator.CONTAINS && value.contains(text.value()))
          || (operator == Operator.STARTS_WITH && value.startsWith(text.value()));
    }
    if (literal instanceof Literal.Texts texts) {
      return (operator == Operator.IN && texts.values().contains(value))
          || (operator == Operator.NOT_IN && !texts.values().contains(value));
    }
    return false;
  }

  private boolean identity(String value) {
    if (literal instanceof Literal.Text text && operator == Operator.EQUAL) {
      return text.value().equals(value);
    }
    if (literal instanceof Literal.Text text && operator == Operator.UNEQUAL) {
      return !text.value().equals(value);
    }
    return member(value);
  }

  private boolean argument(@Nullable JsonValue arguments) {
    JsonValue value = arguments == null ? null : arguments.at(field.path());
    if (value instanceof JsonText text) {
      return identity(text.value());
    }
    if (value instanceof JsonNumber found && literal instanceof Literal.Decimal number) {
      BigDecimal left = found.decimal();
      // A number whose exponent cannot even be held: it is there, and whoever asks for it wants
      // care.
      return left == null || operator.holds(left.compareTo(number.value()));
    }
    return false;
  }

  private boolean argumentShape() {
    return switch (operator) {
      case EQUAL, UNEQUAL -> literal instanceof Literal.Text || literal instanceof Literal.Decimal;
      case GREATER, AT_LEAST, LESS, AT_MOST -> literal instanceof Literal.Decimal;
      case CONTAINS, STARTS_WITH -> literal instanceof Literal.Text;
      case IN, NOT_IN -> literal instanceof Literal.Texts;
    };
  }
}
