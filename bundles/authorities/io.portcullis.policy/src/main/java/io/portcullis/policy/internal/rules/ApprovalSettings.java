// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rules;

import java.time.Duration;

/** How approvals that a document asks for are to be had. */
public record ApprovalSettings(Duration timeout, String role) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
}
