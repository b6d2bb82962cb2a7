// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

/** What holds when nobody says which mode is in force. */
enum EnforcingModePolicy implements ModePolicy {
  INSTANCE;

  @Override
  public EnforcementMode mode() {
    return EnforcementMode.ENFORCE;
  }

  @Override
  public Verdict onFault(String reason) {
    return Verdict.Deny.fault(reason);
  }
}
