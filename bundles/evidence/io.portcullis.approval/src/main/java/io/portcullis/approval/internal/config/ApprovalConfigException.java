// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.config;

/** A configured value that cannot be understood; the message names its key and is one line. */
public final class ApprovalConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ApprovalConfigException(String key, String what) {
    super(ApprovalConfig.PID + ": " + key + " " + ApprovalText.line(what));
  }
}
