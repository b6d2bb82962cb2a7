// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/** A JSON text of the call, the arguments or the result, that is read when it is first needed. */
@FunctionalInterface
public interface JsonSource {

  /**
   * Returns the value, with at least the members that the expressions of the call reference. Called
   * at most once.
   *
   * @throws ExpressionFault if the text is not valid; the caller sets its position
   */
  Object read() throws ExpressionFault;
}
