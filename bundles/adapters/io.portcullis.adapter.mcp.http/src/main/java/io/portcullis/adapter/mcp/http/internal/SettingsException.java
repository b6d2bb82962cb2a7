// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.mcp.http.internal;

/** A configured value that cannot be understood; the message names its key and is one line. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String key, String what) {
    super(key + ' ' + line(what));
  }

  /** Configured text goes into a log and onto a console. */
  static String line(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
  }
}
