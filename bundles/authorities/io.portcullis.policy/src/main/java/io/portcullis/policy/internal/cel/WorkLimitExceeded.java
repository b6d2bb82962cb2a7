// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

/**
 * The work limit of a decision was exceeded. It ends the whole decision. It is an {@link Error}, so
 * that no operator, macro or function absorbs it.
 */
public final class WorkLimitExceeded extends Error {

  private static final long serialVersionUID = 1L;

  /** Creates the error without a stack trace. */
  public WorkLimitExceeded() {
    super("the conditions need more work than a decision may take", null, false, false);
  }
}
