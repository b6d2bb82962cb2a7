// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import io.portcullis.support.text.PrintableText;

/** Thrown for an invalid configured value; the message is one line and names its key. */
public final class GatewaySettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  GatewaySettingsException(String key, String what) {
    super(key + ' ' + PrintableText.line(what));
  }
}
