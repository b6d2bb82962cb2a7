// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.Redaction;
import io.portcullis.api.ToolCall;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.values.RedactRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseMapperTest {
  private static final ToolCall CALL =
      ToolCall.of("tool", "{}").stamped("call-1", AgentIdentity.UNKNOWN, Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "0,unspecified",
    "1,allow",
    "2,deny",
    "3,pending",
    "4,redact",
    "5,decision 5",
    "-1,decision -1",
    "2147483647,decision 2147483647"
  })
  void mapsDecisionsAndMakesNoVerdictOfAnUnknownNumber(int number, String word) {
    RuntimeDecision decision =
        ResponseMapper.decision(
            CALL, new PolicyResponse(number, "why", "rule", "id", List.of(), 0), Duration.ZERO);
    assertThat(decision.decision()).isEqualTo(word);
    assertThat(decision.callId()).isEqualTo("call-1");
    assertThat(decision.reason()).isEqualTo("why");
    assertThat(decision.rule()).isEqualTo("rule");
    assertThat(decision.approvalId()).isEqualTo("id");
  }

  @Test
  void keepsRedactionsOfADenial() {
    PolicyResponse response =
        new PolicyResponse(2, "", "", "", List.of(new RedactRule("/a", "x")), 0);
    assertThat(ResponseMapper.decision(CALL, response, Duration.ZERO).redactions())
        .containsExactly(new Redaction("/a", "x"));
  }
}
