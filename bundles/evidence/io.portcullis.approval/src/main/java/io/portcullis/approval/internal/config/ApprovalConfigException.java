// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

import io.portcullis.support.text.PrintableText;

/** Thrown for an invalid configuration value. The message is one line and names the key. */
public final class ApprovalConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception about a key. */
  public ApprovalConfigException(String key, String what) {
    super(ApprovalConfig.PID + ": " + key + " " + PrintableText.line(what));
  }
}
