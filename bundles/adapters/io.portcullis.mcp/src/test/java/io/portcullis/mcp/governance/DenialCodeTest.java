// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.DenialCause;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DenialCodeTest {
  private static final Set<DenialCode> AFTER_IT_WAS_FORWARDED =
      EnumSet.of(
          DenialCode.RESULT_DENIED,
          DenialCode.ANSWER_TOO_LARGE,
          DenialCode.ANSWERS_BUSY,
          DenialCode.LIST_UNCLEAR,
          DenialCode.PINS_FULL);

  private static final Set<DenialCode> EITHER =
      EnumSet.of(DenialCode.CLOSED, DenialCode.PINS_UNREADABLE);

  @ParameterizedTest
  @EnumSource
  void denialTextStatesWhetherTheRequestWasForwarded(DenialCode code) {
    boolean before = !AFTER_IT_WAS_FORWARDED.contains(code) && !EITHER.contains(code);
    assertThat(code.text().startsWith("This request was not forwarded (" + code.word() + "): "))
        .isEqualTo(before);
    assertThat(
            code.text()
                .startsWith("The response to this request is withheld (" + code.word() + "): "))
        .isEqualTo(AFTER_IT_WAS_FORWARDED.contains(code));
    assertThat(code.text()).endsWith(".");
  }

  @ParameterizedTest
  @EnumSource
  void namesEachCauseOfADenialThatAPersonCanActOn(DenialCause cause) {
    String expected =
        switch (cause) {
          case FORBIDDEN -> "denied";
          case REJECTED -> "not_approved";
          case SELF_TEST_FAILED, EVIDENCE_UNAVAILABLE, CONTROL_UNAVAILABLE -> "not_ready";
          case WITHDRAWN, FAULT -> "fault";
          default -> cause.name().toLowerCase(java.util.Locale.ROOT);
        };
    assertThat(DenialCode.of(cause).word()).isEqualTo(expected);
  }

  @Test
  void everyCodeHasItsOwnWord() {
    assertThat(Arrays.stream(DenialCode.values()).map(DenialCode::word))
        .doesNotHaveDuplicates()
        .allMatch(word -> word.matches("[a-z_]+"));
  }
}
