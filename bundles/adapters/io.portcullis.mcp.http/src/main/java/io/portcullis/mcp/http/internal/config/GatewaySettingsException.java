// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

/** A configured value that cannot be understood; the message names its key and is one line. */
public final class GatewaySettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  GatewaySettingsException(String key, String what) {
    super(key + ' ' + line(what));
  }

  /** Configured text goes into a log and onto a console. */
  public static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }
}
