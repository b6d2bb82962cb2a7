// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/** Why an expression failed. The texts never contain a value of a call. */
public enum FaultCode {
  /** An object has no member of this name. */
  MISSING_MEMBER("the member is missing"),
  /** A name occurs in another letter case, or twice. */
  AMBIGUOUS_NAME("a name occurs in more than one spelling"),
  /** The call has no such property, for example no URL. */
  NOT_KNOWN("the call does not have this property"),
  /** No operator or function exists for the types of the values. */
  WRONG_TYPE("a value has the wrong type"),
  /** Values of different types were compared with {@code ==}, {@code !=} or {@code in}. */
  TYPE_CLASH("values of different types were compared"),
  /** A list has no element at this position. */
  INDEX_OUT_OF_RANGE("the list has no element at this position"),
  /** Division by zero. */
  DIVISION_BY_ZERO("a number was divided by zero"),
  /** A result is outside the range of its type. */
  NUMBER_OUT_OF_RANGE("a number is out of range"),
  /** A function does not accept a value, for example a relative path. */
  INVALID_VALUE("a function does not accept the value"),
  /** The arguments or the result are not JSON that every reader reads alike. */
  INVALID_JSON("the JSON text is not valid"),
  /** A counter or the labels are not completely known. */
  UNKNOWN_HISTORY("the history is not completely known");

  private final String text;

  FaultCode(String text) {
    this.text = text;
  }

  /** Returns the reason in words. */
  public String text() {
    return text;
  }
}
