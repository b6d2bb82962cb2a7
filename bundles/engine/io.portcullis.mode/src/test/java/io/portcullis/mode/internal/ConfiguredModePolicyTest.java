// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mode.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Verdict;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.ModePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configured text means, and that everything else means enforce. */
class ConfiguredModePolicyTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "enforce,ENFORCE", "ENFORCE,ENFORCE", " enforce ,ENFORCE", "observe,OBSERVE",
        "Observe,OBSERVE", "'\tOBSERVE\n',OBSERVE", "disabled,DISABLED", "' dIsAbLeD\r\n',DISABLED"
      })
  void wordCountsWhateverItsCaseAndTheBlanksAroundIt(String text, EnforcementMode expected) {
    assertThat(new ConfiguredModePolicy(text).mode()).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {" ", "\t\n\r "})
  void absentAndBlankMeanEnforceAndWarn(String text) {
    ConfiguredModePolicy policy = new ConfiguredModePolicy(text);
    assertThat(policy.mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(policy.health().level()).isEqualTo(Health.Level.WARN);
    assertThat(policy.health().detail()).contains("no mode");
  }

  static Stream<String> unknown() {
    List<String> unknown =
        new ArrayList<>(
            List.of(
                "off",
                "on",
                "true",
                "false",
                "0",
                "1",
                "none",
                "allow",
                "observed",
                "observe,enforce",
                "observe;",
                "'observe'",
                "\"observe\"",
                "$[env:MODE]",
                "disable",
                "disabled!",
                "observe observe",
                "enforce\u0000",
                "lenient",
                "[observe]",
                "\u2003",
                "\u00a0observe",
                "\u2003disabled",
                "\ufeffobserve",
                "observe\u200b",
                "\u043ebserve",
                "d\u0131sabled",
                "D\u0130SABLED",
                "\ud83d",
                "observe".repeat(100_000),
                " ".repeat(1_000_000) + "x"));
    for (char control = 0; control < 0x20; control++) {
      if ("\t\r\n".indexOf(control) < 0) {
        unknown.add("observe" + control);
        unknown.add(control + "disabled");
        unknown.add(String.valueOf(control));
      }
    }
    unknown.add("observe\u007f");
    unknown.add("observe\u0085");
    unknown.add("obs\nerve");
    return unknown.stream();
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void unknownWordMeansEnforceAndIsCritical(String text) {
    ConfiguredModePolicy policy = new ConfiguredModePolicy(text);
    assertThat(policy.mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(policy.onFault("x")).isEqualTo(Verdict.Deny.fault("x"));
    assertThat(policy.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(policy.health().part()).isEqualTo("mode");
    assertThat(policy.health().detail()).hasSizeLessThan(200).contains("enforce");
  }

  @Test
  void detailIsOneLineWhateverWasConfigured() {
    for (String separator :
        new String[] {"\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b[2J", "\u202e", "\u0000"}) {
      String detail = new ConfiguredModePolicy("x" + separator + "y").health().detail();
      assertThat(detail.codePoints())
          .as(separator)
          .noneMatch(
              c ->
                  Character.isISOControl(c)
                      || Character.getType(c) == Character.FORMAT
                      || Character.getType(c) == Character.LINE_SEPARATOR
                      || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
  }

  @Test
  void wordsMeanTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (String tag : new String[] {"tr", "az", "lt"}) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(new ConfiguredModePolicy("DISABLED").mode()).isEqualTo(EnforcementMode.DISABLED);
        assertThat(new ConfiguredModePolicy("D\u0130SABLED").mode())
            .isEqualTo(EnforcementMode.ENFORCE);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void faultIsDeniedUnderEnforceAndLetThroughOtherwise(EnforcementMode mode) {
    ConfiguredModePolicy policy = new ConfiguredModePolicy(mode.word());
    assertThat(policy.onFault("why"))
        .isEqualTo(
            mode.lenient()
                ? new Verdict.Allow(Verdict.Basis.LENIENT_MODE, "why", "", List.of())
                : Verdict.Deny.fault("why"));
  }

  @ParameterizedTest
  @CsvSource({"enforce,OK", "observe,WARN", "disabled,WARN", "off,CRITICAL", ",WARN"})
  void healthSaysHowItIs(String text, Health.Level level) {
    Health health = new ConfiguredModePolicy(text).health();
    assertThat(health.level()).isEqualTo(level);
    assertThat(health.detail().isEmpty()).isEqualTo(level == Health.Level.OK);
  }

  @Nested
  class Log {
    @Test
    void warnsOncePerChange() {
      try (Stderr log = new Stderr()) {
        ConfiguredModePolicy policy = new ConfiguredModePolicy("enforce");
        assertThat(log.warnings()).isEmpty();
        for (int i = 0; i < 3; i++) {
          policy.configure("observe");
          policy.configure(" OBSERVE ");
        }
        assertThat(log.warnings()).hasSize(1);
        policy.configure("off");
        policy.configure("off");
        assertThat(log.warnings()).hasSize(2);
        policy.configure(null);
        policy.configure(" ");
        assertThat(log.warnings()).hasSize(3);
        policy.configure("enforce");
        policy.configure("observe");
        assertThat(log.warnings()).hasSize(4);
      }
    }

    @Test
    void takesOneLineOfBoundedLengthForEveryChange() {
      try (Stderr log = new Stderr()) {
        new ConfiguredModePolicy("x\nFAKE ERROR line" + "y".repeat(100_000));
        assertThat(log.lines()).hasSize(1).allMatch(line -> line.length() < 400);
      }
    }

    @Test
    void saysWhichModeHolds() {
      try (Stderr log = new Stderr()) {
        new ConfiguredModePolicy("enforce");
        new ConfiguredModePolicy("disabled");
        assertThat(log.lines().get(0)).contains("INFO").contains("Mode is enforce");
        assertThat(log.lines().get(1)).contains("WARN").contains("Mode is disabled");
      }
    }
  }

  @Nested
  class Component {
    static Stream<Arguments> values() {
      return Stream.of(
          Arguments.of("observe", EnforcementMode.OBSERVE),
          Arguments.of(1, EnforcementMode.ENFORCE),
          Arguments.of(true, EnforcementMode.ENFORCE),
          Arguments.of(2.5, EnforcementMode.ENFORCE),
          Arguments.of('o', EnforcementMode.ENFORCE),
          Arguments.of(new String[] {"observe"}, EnforcementMode.ENFORCE),
          Arguments.of(new String[0], EnforcementMode.ENFORCE),
          Arguments.of(List.of("observe"), EnforcementMode.ENFORCE),
          Arguments.of(List.of(), EnforcementMode.ENFORCE),
          Arguments.of(new char[] {'o'}, EnforcementMode.ENFORCE));
    }

    @ParameterizedTest
    @MethodSource("values")
    void takesTextAndNothingElse(Object value, EnforcementMode expected) {
      ModePolicyComponent component = new ModePolicyComponent(Map.of("mode", value));
      assertThat(component.mode()).isEqualTo(expected);
    }

    @Test
    void enforcesWithoutAValueOrWithAnotherName() {
      assertThat(new ModePolicyComponent(Map.of()).mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertThat(new ModePolicyComponent(Map.of("Mode", "observe")).mode())
          .isEqualTo(EnforcementMode.ENFORCE);
      Map<String, Object> none = new HashMap<>();
      none.put("mode", null);
      assertThat(new ModePolicyComponent(none).mode()).isEqualTo(EnforcementMode.ENFORCE);
    }

    @Test
    void enforcesForWhoeverStillHoldsItOnceItIsDeactivated() {
      ModePolicyComponent component = new ModePolicyComponent(Map.of("mode", "observe"));
      component.deactivate();
      assertThat(component.mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertThat(component.onFault("x").kind()).isEqualTo(Verdict.Kind.DENY);
    }

    @Test
    void componentIsModifiedInPlace() {
      ModePolicyComponent component = new ModePolicyComponent(Map.of("mode", "observe"));
      assertThat(component.onFault("x").kind()).isEqualTo(Verdict.Kind.ALLOW);
      component.modified(Map.of("mode", "bad"));
      assertThat(component.mode()).isEqualTo(EnforcementMode.ENFORCE);
      assertThat(component.onFault("x").kind()).isEqualTo(Verdict.Kind.DENY);
      assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
      component.modified(Map.of("mode", "disabled"));
      assertThat(component.mode()).isEqualTo(EnforcementMode.DISABLED);
      component.modified(Map.of());
      assertThat(component.mode()).isEqualTo(EnforcementMode.ENFORCE);
    }
  }

  @Test
  void enforcingPolicyDeniesEveryFault() {
    assertThat(ModePolicy.enforcing().mode()).isEqualTo(EnforcementMode.ENFORCE);
    assertThat(ModePolicy.enforcing().onFault("x")).isEqualTo(Verdict.Deny.fault("x"));
  }
}
