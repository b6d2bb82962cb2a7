// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationScopeTest {

  @Test
  void scopeIsShownAsItIsOrdered() {
    assertThat(OperationScope.ALL).hasToString("*");
    assertThat(OperationScope.agent("a-1")).hasToString("agent:a-1");
    assertThat(OperationScope.operation("t:s")).hasToString("op:t:s");
    assertThat(OperationScope.operation("t:")).hasToString("op:t:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void agentHasAnId(String id) {
    assertThatThrownBy(() -> OperationScope.agent(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "trace", ":span"})
  void operationHasATraceAndASpan(String name) {
    assertThatThrownBy(() -> OperationScope.operation(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scopeOfEverythingHasNoName() {
    assertThatThrownBy(() -> new OperationScope(OperationScope.Kind.ALL, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nameIsBounded() {
    String longest = "a".repeat(OperationScope.MAX_NAME_LENGTH);
    assertThat(OperationScope.agent(longest).name()).isEqualTo(longest);
    assertThatThrownBy(() -> OperationScope.agent(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
