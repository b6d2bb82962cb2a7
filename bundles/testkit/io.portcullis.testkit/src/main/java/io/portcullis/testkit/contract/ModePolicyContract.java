// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.matrix.ModeSetting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every {@link ModePolicy}. */
public abstract class ModePolicyContract {

  /**
   * Creates a policy.
   *
   * @param configured the configured word, or null for none
   * @return the policy under test
   */
  protected abstract ModePolicy configured(@Nullable String configured);

  /** Every word other than the three modes enforces. */
  @ParameterizedTest
  @EnumSource
  protected void onlyTheTwoLenientWordsAreLenient(ModeSetting setting) {
    ModePolicy policy = configured(setting.configured());
    assertEquals(setting.lenient(), policy.mode().lenient());
    assertEquals(
        setting.lenient() ? Verdict.Kind.ALLOW : Verdict.Kind.DENY,
        policy.onFault("something failed").kind());
  }

  /** Near misses enforce. */
  @ParameterizedTest
  @ValueSource(strings = {"", "observ", "observe d", "off", "none", "null", "0", "ob\u0000serve"})
  protected void nearMissesEnforce(String configured) {
    assertEquals(EnforcementMode.ENFORCE, configured(configured).mode());
  }

  /** Letter case and surrounding blanks of the word do not matter. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"OBSERVE,OBSERVE", " observe\t,OBSERVE", "Disabled,DISABLED", "ENFORCE ,ENFORCE"})
  protected void caseAndBlanksDoNotMatter(String configured, EnforcementMode mode) {
    assertEquals(mode, configured(configured).mode());
  }

  /** A fault never looks like an authority's decision, and its reason is kept. */
  @ParameterizedTest
  @EnumSource
  protected void faultIsNoDecisionAndKeepsItsReason(ModeSetting setting) {
    Verdict verdict = configured(setting.configured()).onFault("something failed");
    assertEquals("something failed", verdict.reason());
    assertEquals(
        setting.lenient() ? Verdict.Basis.LENIENT_MODE : Verdict.Basis.FAULT, verdict.basis());
  }
}
