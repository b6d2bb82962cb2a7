// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/** The value null of JSON; Java's null never is a value of an expression. */
public enum JsonNull {
  NULL
}
