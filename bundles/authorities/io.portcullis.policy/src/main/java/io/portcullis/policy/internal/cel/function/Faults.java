// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.function;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.FaultCode;

/** Faults whose position the calling node sets. */
final class Faults {

  private Faults() {}

  static ExpressionFault wrongType() {
    return of(FaultCode.WRONG_TYPE);
  }

  static ExpressionFault of(FaultCode code) {
    return new ExpressionFault(code, 0);
  }

  static String text(Object value) throws ExpressionFault {
    if (value instanceof String text) {
      return text;
    }
    throw wrongType();
  }
}
