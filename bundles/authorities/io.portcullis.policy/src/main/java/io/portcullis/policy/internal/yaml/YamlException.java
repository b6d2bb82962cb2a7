// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

/** A problem that ends the reading of a document. */
final class YamlException extends Exception {

  private static final long serialVersionUID = 1L;

  YamlException(String message) {
    super(message, null, false, false);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
