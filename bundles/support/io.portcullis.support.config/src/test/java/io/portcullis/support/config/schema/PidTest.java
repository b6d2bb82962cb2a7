// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PidTest {
  private static final Pid APPROVAL =
      new Pid(
          "io.portcullis.approval",
          false,
          Map.of(
              "requiredApprovals", "Integer",
              "localUser", "String",
              "maxArgumentChars", "Long",
              "strict", "Boolean"));

  @ParameterizedTest
  @CsvSource({
    "requiredApproval, requiredApprovals",
    "requiredapprovals, requiredApprovals",
    "reqiuredApprovals, requiredApprovals",
    "local.user, localUser",
    "maxArgumentsChar, maxArgumentChars"
  })
  void misspeltKeyIsRefusedWithTheNearestKnownOne(String key, String known) {
    assertThat(APPROVAL.problems(Map.of(key, "2")))
        .containsExactly(
            new Pid.Problem("unknown key '%s'; did you mean '%s'?".formatted(key, known), true));
  }

  @Test
  void keyThatIsLikeNoOtherIsReportedOnly() {
    assertThat(APPROVAL.problems(Map.of("com.example.note", "x")))
        .containsExactly(new Pid.Problem("unknown key 'com.example.note'", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service.pid",
        "component.name",
        "felix.fileinstall.filename",
        ".portcullis.configuration.problem",
        ":configurator:ranking",
        "org.apache.karaf.features.configKey",
        "webconsole.configurationFactory.nameHint",
        "objectClass"
      })
  void keysThatContainersAddAreNoProblem(String key) {
    assertThat(APPROVAL.problems(Map.of(key, "x"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "requiredApprovals, two, a whole number",
    "requiredApprovals, '', a whole number",
    "requiredApprovals, 2.0, a whole number",
    "requiredApprovals, 2147483648, a whole number from -2147483648 to 2147483647",
    "maxArgumentChars, 9223372036854775808, a whole number",
    "strict, yes, true or false"
  })
  void valueOfAnotherTypeIsRefused(String key, String value, String expected) {
    assertThat(APPROVAL.problems(Map.of(key, value)))
        .containsExactly(
            new Pid.Problem("'%s' must be %s, not '%s'".formatted(key, expected, value), true));
  }

  @Test
  void valuesOfTheirTypePass() {
    for (Object number : List.of("2", "-3", 2, 2L, "+4")) {
      assertThat(APPROVAL.problems(Map.of("requiredApprovals", number))).isEmpty();
    }
    assertThat(APPROVAL.problems(Map.of("strict", "TRUE", "localUser", 3))).isEmpty();
  }

  @Test
  void configuredTextCannotForgeALogLine() {
    String text = APPROVAL.problems(Map.of("a\nb\u2028" + "x".repeat(500), "1")).get(0).text();
    assertThat(text).doesNotContain("\n", "\u2028").hasSizeLessThan(120);
  }
}
