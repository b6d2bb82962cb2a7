// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.time.Duration;

/** The settings for approvals that a document requires. */
public record ApprovalSettings(Duration timeout, String role) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
}
