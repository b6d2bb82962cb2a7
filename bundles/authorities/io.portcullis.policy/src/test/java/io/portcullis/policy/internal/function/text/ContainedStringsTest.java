// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.internal.function.FunctionProblem;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainedStringsTest {

  @Test
  void containNamesAndTextsAtAnyDepthInOrder() throws Exception {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("path", "/etc/passwd");
    inner.put("count", new BigDecimal("5"));
    inner.put(".env", List.of(List.of("a", true, "a"), 1.5));
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("first", inner);
    value.put("", "\0\u202e");

    assertThat(ContainedStrings.of(value))
        .containsExactly("first", "path", "/etc/passwd", "count", ".env", "a", "a", "", "\0\u202e");
  }

  @Test
  void scalarsContainAtMostThemselves() throws Exception {
    assertThat(ContainedStrings.of("a")).containsExactly("a");
    assertThat(ContainedStrings.of(5L)).isEmpty();
    assertThat(ContainedStrings.of(List.of())).isEmpty();
    assertThat(ContainedStrings.of(Map.of())).isEmpty();
  }

  @Test
  void numberOfStringsIsBounded() throws Exception {
    assertThat(ContainedStrings.of(Collections.nCopies(100_000, "a"))).hasSize(100_000);
    assertThatThrownBy(() -> ContainedStrings.of(Collections.nCopies(100_001, "a")))
        .hasMessage(FunctionProblem.STRINGS_TOO_MANY.text());
  }

  @Test
  void depthIsBounded() throws Exception {
    assertThat(ContainedStrings.of(nested(1_000))).containsExactly("a");
    assertThatThrownBy(() -> ContainedStrings.of(nested(1_001)))
        .hasMessage(FunctionProblem.STRINGS_TOO_DEEP.text());
    assertThatThrownBy(() -> ContainedStrings.of(nested(1_000_000)))
        .hasMessage(FunctionProblem.STRINGS_TOO_DEEP.text());
  }

  private static Object nested(int depth) {
    Object value = "a";
    for (int i = 0; i < depth; i++) {
      value = Collections.singletonList(value);
    }
    return value;
  }
}
