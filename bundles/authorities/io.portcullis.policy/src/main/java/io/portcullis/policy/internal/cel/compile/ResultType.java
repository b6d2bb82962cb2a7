// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

/** The type that the place of an expression demands. */
public enum ResultType {
  /** A condition. */
  BOOL,
  /** A text. */
  STRING,
  /** A whole or floating-point number. */
  NUMBER,
  /** Any value: a variable. */
  ANY
}
