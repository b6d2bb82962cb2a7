// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.payload;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.support.text.PrintableText;

/** Checks text before it is encoded. */
public final class WellFormedText {
  private WellFormedText() {}

  /**
   * Returns the same text. A text with half of a surrogate pair would be encoded as another text,
   * and the runtime would decide about other values than those that run.
   */
  public static String of(String text) throws WireException {
    if (PrintableText.loneSurrogate(text) >= 0) {
      throw new WireException(WireException.Kind.NOT_UTF8, "a text has half of a surrogate pair");
    }
    return text;
  }
}
