// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

/** An invalid configuration; the message names the key. */
public final class AssemblyTransportSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  AssemblyTransportSettingsException(String message) {
    super(message);
  }
}
