// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal;

/** A configuration that cannot be understood; the message names the key. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}
