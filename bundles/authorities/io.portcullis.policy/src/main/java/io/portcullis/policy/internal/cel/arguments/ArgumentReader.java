// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.arguments;

import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.JsonSource;
import io.portcullis.policy.internal.cel.MemberSelection;

/** Reads the selected members of a JSON text in one pass. */
public final class ArgumentReader implements JsonSource {

  private final String text;
  private final MemberSelection selection;

  /** Creates a reader; nothing is read yet. */
  public ArgumentReader(String text, MemberSelection selection) {
    this.text = text;
    this.selection = selection;
  }

  @Override
  public Object read() throws ExpressionFault {
    throw new UnsupportedOperationException(text + selection);
  }
}
