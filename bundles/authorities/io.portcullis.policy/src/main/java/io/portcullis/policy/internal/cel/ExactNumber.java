// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.math.BigDecimal;

/**
 * The decimal value of a floating-point number: exact for whole numbers, and otherwise the decimal
 * that people write for it, so 0.1 is 0.1. The order of the numbers is kept, and different numbers
 * stay different.
 */
public final class ExactNumber {

  private ExactNumber() {}

  /** Returns the decimal value of a finite number. */
  public static BigDecimal of(double number) {
    return number == Math.rint(number) ? new BigDecimal(number) : BigDecimal.valueOf(number);
  }
}
