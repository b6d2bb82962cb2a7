// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

/** Thrown for an invalid configured value; the message is one line and names its key. */
public final class GatewaySettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  GatewaySettingsException(String key, String what) {
    super(key + ' ' + line(what));
  }

  /** Returns a text in one line, because configured text goes into logs and onto consoles. */
  public static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }
}
