// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.expression;

import java.math.BigDecimal;
import java.util.List;

/** The right side of a clause. */
sealed interface Literal extends ExpressionToken {

  record Text(String value) implements Literal {}

  record Decimal(BigDecimal value) implements Literal {}

  record Texts(List<String> values) implements Literal {}

  /** A duration, in whole seconds. */
  record Seconds(BigDecimal value) implements Literal {}

  /** {@code L0} to {@code L3}. */
  record Level(int value) implements Literal {}

  /** {@code Low} to {@code Critical}. */
  record Tier(String value) implements Literal {}
}
