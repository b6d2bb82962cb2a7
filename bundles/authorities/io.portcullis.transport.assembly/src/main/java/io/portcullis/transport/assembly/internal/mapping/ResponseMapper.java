// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Translates the response of a runtime into a decision of the engine, without adding to it. */
public final class ResponseMapper {
  private ResponseMapper() {}

  /**
   * Returns the decision about a call. An unknown number becomes an unknown word, which is no
   * verdict. Redactions are kept for every decision.
   */
  public static RuntimeDecision decision(
      ToolCall call, PolicyResponse response, Duration approvalTimeout) {
    return new RuntimeDecision(
        call.id(),
        word(response),
        response.reason(),
        response.policyRule(),
        response.redact().stream()
            .map(rule -> new Redaction(rule.fieldPath(), rule.replacement()))
            .toList(),
        response.approvalId(),
        timeout(response, approvalTimeout));
  }

  private static @Nullable Duration timeout(PolicyResponse response, Duration approvalTimeout) {
    return switch (response.decision()) {
      case PENDING -> approvalTimeout;
      case ALLOW, DENY, REDACT, UNSPECIFIED, UNKNOWN -> null;
    };
  }

  private static String word(PolicyResponse response) {
    return switch (response.decision()) {
      case ALLOW -> RuntimeDecision.ALLOW;
      case DENY -> RuntimeDecision.DENY;
      case PENDING -> RuntimeDecision.PENDING;
      case REDACT -> RuntimeDecision.REDACT;
      case UNSPECIFIED -> RuntimeDecision.UNSPECIFIED;
      case UNKNOWN -> "decision " + response.decisionNumber();
    };
  }
}
