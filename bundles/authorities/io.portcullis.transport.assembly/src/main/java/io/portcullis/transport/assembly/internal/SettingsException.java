// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

/** A configuration that cannot be understood; the text names the key. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}
