// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.config;

/** An invalid configuration; the message names the key. */
public final class SdkSocketSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SdkSocketSettingsException(String message) {
    super(message);
  }
}
