// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The actions for sensitive data, the more lenient first. */
public enum CredentialAction {
  ALERT_ONLY,
  ALERT_AND_REDACT,
  REDACT_ONLY,
  BLOCK;

  public static @Nullable CredentialAction of(String word) {
    for (CredentialAction action : values()) {
      if (action.word().equals(word)) {
        return action;
      }
    }
    return null;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
