// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/**
 * The failure of an expression for one call. {@code &&} and {@code ||} absorb it as CEL says. It
 * never contains a value of the call.
 */
public final class ExpressionFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final FaultCode code;
  private final int offset;

  /**
   * Creates a fault without a stack trace.
   *
   * @param offset the position in the source of the expression
   * @param detail a closer reason without any value of the call, or empty
   */
  public ExpressionFault(FaultCode code, int offset, String detail) {
    super(detail.isEmpty() ? code.text() : code.text() + ": " + detail, null, false, false);
    this.code = code;
    this.offset = offset;
  }

  /** Creates a fault without a closer reason. */
  public ExpressionFault(FaultCode code, int offset) {
    this(code, offset, "");
  }

  public FaultCode code() {
    return code;
  }

  /** Returns the position in the source of the expression, in characters. */
  public int offset() {
    return offset;
  }

  /** Returns the reason in words, without any value of the call. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** Returns the same fault at another position. */
  public ExpressionFault at(int place) {
    return place == offset ? this : new ExpressionFault(code, place, detail());
  }

  private String detail() {
    String reason = reason();
    return reason.equals(code.text()) ? "" : reason.substring(code.text().length() + 2);
  }
}
