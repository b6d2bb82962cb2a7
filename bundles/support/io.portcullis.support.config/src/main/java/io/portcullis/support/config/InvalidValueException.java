// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config;

import io.portcullis.support.text.PrintableText;

/** Thrown for a configured value that cannot be used. The message is one line and names the key. */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception about one key.
   *
   * @param key the key
   * @param problem what is wrong, to be read after the key; may quote untrusted text
   */
  public InvalidValueException(String key, String problem) {
    super(key + ' ' + PrintableText.line(problem));
  }
}
