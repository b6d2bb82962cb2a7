// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

/** A configured value that cannot be understood; the message names its key and is one line. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String key, String what) {
    super(ApprovalConfig.PID + ": " + key + " " + Texts.line(what));
  }
}
