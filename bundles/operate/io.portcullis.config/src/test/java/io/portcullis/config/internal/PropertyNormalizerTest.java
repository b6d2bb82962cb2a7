// SPDX-License-Identifier: Apache-2.0
package io.portcullis.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;

class PropertyNormalizerTest {
  private static Map<String, Object> normalize(Map<String, Object> properties) {
    return PropertyNormalizer.normalize(FrameworkUtil.asDictionary(properties));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "\u00EF\u00BB\u00BF"})
  void byteOrderMarkIsNotPartOfAKey(String mark) {
    assertThat(normalize(Map.of(mark + "mode", "enforce"))).isEqualTo(Map.of("mode", "enforce"));
    assertThat(normalize(Map.of(mark + "mode", "observe", "mode", "enforce")))
        .isEqualTo(Map.of("mode", "enforce"));
  }

  @Test
  void blanksAroundValuesAreRemoved() {
    Map<String, Object> properties = normalize(Map.of("a", " true \t\r\n", "n", 5));
    assertThat(properties).isEqualTo(Map.of("a", "true", "n", 5));
    assertThat((String[]) normalize(Map.of("l", new String[] {"a ", " b c"})).get("l"))
        .containsExactly("a", "b c");
    assertThat(normalize(Map.of("l", List.of("a ", 3)))).isEqualTo(Map.of("l", List.of("a", 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"enforce\u0000", "\u0001enforce", "enforce\u00A0"})
  void otherCharactersAreKept(String value) {
    assertThat(normalize(Map.of("mode", value))).isEqualTo(Map.of("mode", value));
  }
}
