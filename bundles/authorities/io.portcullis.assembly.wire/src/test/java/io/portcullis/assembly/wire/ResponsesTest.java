// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.messages.ApprovalNotice;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.WireBytes;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.RedactRule;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are read strictly: only an explicit allow is one. */
class ResponsesTest {
  private static final int RESPONSE = 1;
  private static final int APPROVAL = 2;

  private static PolicyResponse response(String payload) throws WireException {
    return (PolicyResponse) Streams.answer(WireBytes.frame(RESPONSE, WireBytes.hex(payload)));
  }

  private static ApprovalNotice approval(String payload) throws WireException {
    return (ApprovalNotice) Streams.answer(WireBytes.frame(APPROVAL, WireBytes.hex(payload)));
  }

  private static Kind refused(int tag, String payload) {
    return catchThrowableOfType(
            WireException.class, () -> Streams.answer(WireBytes.frame(tag, WireBytes.hex(payload))))
        .kind();
  }

  @Nested
  class Responses {
    @ParameterizedTest
    @CsvSource({
      "0801, ALLOW",
      "0802, DENY",
      "0803, PENDING",
      "0804, REDACT",
      "0800, UNSPECIFIED",
      "'', UNSPECIFIED",
      // 5, 17, 2^31 - 1, -1
      "0805, UNKNOWN",
      "0811, UNKNOWN",
      "08ffffffff07, UNKNOWN",
      "08ffffffffffffffffff01, UNKNOWN",
      // padding does not change a number
      "088100, ALLOW",
    })
    void decisionMatchesItsNumber(String payload, Decision decision) throws WireException {
      assertThat(response(payload).decision()).isEqualTo(decision);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          // 2^32 + 1, which is 1 when cut to 32 bits
          "088180808010",
          // 2^63 + 1
          "0881808080808080808001",
          // 1, in eleven bytes
          "088180808080808080808000",
          // denied, then allowed
          "08020801",
          // allowed, then allowed
          "08010801",
          // allowed as a block, a fixed number, a group
          "0a0101",
          "0901000000000000000d",
          "0d01000000",
          "0b08010c",
          // cut off within the number, and within the key
          "0881",
          "80",
          // a field that ends after the message
          "080112057265",
          // field number 0, and one with more than 29 bits
          "000801",
          "8880808080010801",
          // a reason that is not UTF-8
          "08011202c328",
          // a nested message that ends after the one around it
          "08012a040a050a00",
        })
    void responseThatAnotherReaderCouldReadAsAnAllowIsRefused(String payload) {
      assertThat(refused(RESPONSE, payload)).isEqualTo(Kind.UNDECODABLE);
    }

    @Test
    void unknownFieldsAreTolerated() throws WireException {
      byte[] payload =
          WireBytes.payload()
              .number(7, 3) // agent_identity_assurance, which is not used here
              .number(99, Long.MAX_VALUE)
              .text(100, "x")
              .number(1, 2)
              .varint(101 << 3 | 1)
              .raw(new byte[8])
              .varint(102 << 3 | 5)
              .raw(new byte[4])
              .number(100, 1)
              .toArray();
      assertThat(Streams.answer(WireBytes.frame(RESPONSE, payload)))
          .isEqualTo(PolicyResponse.of(Decision.DENY, "", ""));
    }

    @Test
    void redactionsOfADenialAreKept() throws WireException {
      byte[] rule = WireBytes.payload().text(1, "$.a").text(2, "***").toArray();
      byte[] payload =
          WireBytes.payload()
              .number(1, 2)
              .block(5, WireBytes.payload().block(1, rule).block(1, new byte[0]).toArray())
              .toArray();
      PolicyResponse response = (PolicyResponse) Streams.answer(WireBytes.frame(RESPONSE, payload));
      assertThat(response.redact())
          .isEqualTo(List.of(new RedactRule("$.a", "***"), new RedactRule("", "")));
    }
  }

  @Nested
  class Approvals {
    @ParameterizedTest
    @CsvSource({"0a0161, false", "'', false", "0a01611000, false", "0a01611001, true"})
    void onlyAnExplicitApprovalApproves(String payload, boolean approved) throws WireException {
      assertThat(approval(payload).approved()).isEqualTo(approved);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          // 2, and 2^32
          "0a01611002",
          "0a0161108080808010",
          // rejected, then approved
          "0a016110001001",
          // two ids
          "0a01610a01621001",
          "120101",
        })
    void noticeThatAnotherReaderCouldReadAsAnApprovalIsRefused(String payload) {
      assertThat(refused(APPROVAL, payload)).isEqualTo(Kind.UNDECODABLE);
    }
  }
}
