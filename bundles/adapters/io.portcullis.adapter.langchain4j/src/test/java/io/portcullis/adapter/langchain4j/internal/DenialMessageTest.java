// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import io.portcullis.api.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DenialMessageTest {

  @ParameterizedTest
  @CsvSource({
    "ARGUMENTS_TOO_LARGE, its arguments are too large. Do not repeat this call unchanged.",
    "APPROVAL_EXPIRED, it was not approved in time. Another call requests the approval again.",
    "AUTHORITY_UNREACHABLE, the authority cannot be reached. Try again later.",
    "FAULT, no authorization could be obtained for it. Do not repeat this call unchanged."
  })
  void denialMessageAdvisesOnAFault(DenialCause cause, String end) {
    assertThat(DenialMessage.text("t", Verdict.Deny.fault("socket /run/x", cause))).endsWith(end);
  }

  @ParameterizedTest
  @EnumSource
  void denialMessageDoesNotRevealTheCauseOfAFault(DenialCause cause) {
    assertThat(DenialMessage.text("t", Verdict.Deny.fault("socket /run/x", cause)))
        .startsWith("The tool 't' was not run: ")
        .doesNotContain("/run/x");
  }

  @ParameterizedTest
  @EnumSource
  void denialMessageShowsThePolicysTextForTheAgent(DenialCause cause) {
    Verdict.Deny denial =
        new Verdict.Deny(Verdict.Basis.AUTHORITY, "denied by a rule", "no-mail", "", cause)
            .withMessage(" Ask the desk. ");
    assertThat(DenialMessage.text("t", denial))
        .startsWith("The tool 't' was not run: denied by a rule. Ask the desk. ")
        .doesNotContain("no-mail");
  }
}
