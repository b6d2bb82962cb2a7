// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonFactoryTest {
  private static final JsonFactory FACTORY = StrictJsonFactory.of(10, 3);

  private static void read(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        parser.getText();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{'a':1}",
        "{a:1}",
        "[1,]",
        "[01]",
        "[+1]",
        "[NaN]",
        "// x\n[]",
        "[\"a\nb\"]",
        "[\"\\x\"]",
        "[[[[1]]]]",
        "[\"12345678901\"]",
        "{\"12345678901\":1}",
        "[",
        "{\"a\"}"
      })
  void anythingButPlainJsonWithinItsLimitsIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonProcessingException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1,\"A\":1}", "[[[1]]]", "[\"1234567890\"]", " [ -1.5e-3 , true , null ] "})
  void plainJsonPasses(String text) {
    assertThatCode(() -> read(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 100_000})
  void longNumberIsRefused(int digits) {
    assertThatThrownBy(() -> read("9".repeat(digits))).isInstanceOf(JsonProcessingException.class);
  }
}
