// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredValueTest {
  private static void refused(String message, ThrowingCallable reading) {
    assertThatThrownBy(reading).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 10})
  void numberWithinItsRangePasses(long value) {
    assertThat(ConfiguredValue.within("n", value, 1, 10)).isEqualTo(value);
    assertThat(ConfiguredValue.within("n", (int) value, 1, 10)).isEqualTo((int) value);
    assertThat(ConfiguredValue.millis("n", value, 1, 10)).isEqualTo(Duration.ofMillis(value));
    assertThat(ConfiguredValue.seconds("n", value, 10)).isEqualTo(Duration.ofSeconds(value));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, 0, 11, Long.MAX_VALUE})
  void numberOutOfItsRangeIsRefusedWithItsRange(long value) {
    String message = "n must be from 1 to 10, not " + value;
    refused(message, () -> ConfiguredValue.within("n", value, 1, 10));
    refused(message, () -> ConfiguredValue.millis("n", value, 1, 10));
    refused(message, () -> ConfiguredValue.seconds("n", value, 10));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "' True\t', true", "false, false", "FALSE, false"})
  void flagIsReadInAnyCase(String text, boolean flag) {
    assertThat(ConfiguredValue.flag("f", text)).isEqualTo(flag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "yes", "1", "truth", "true false", "\0true"})
  void otherWordIsNoFlag(String text) {
    refused("f must be true or false", () -> ConfiguredValue.flag("f", text));
  }

  @Test
  void longTextIsRefused() {
    assertThat(ConfiguredValue.text("t", " abc ", 5)).isEqualTo("abc");
    refused("t has more than 4 characters", () -> ConfiguredValue.text("t", " abc ", 4));
  }

  @Test
  void relativePathStartsAtTheHome() {
    assertThat(ConfiguredValue.path("p", " data/x ", "/home")).isEqualTo(Path.of("/home/data/x"));
    assertThat(ConfiguredValue.path("p", "/x", "/home")).isEqualTo(Path.of("/x"));
    assertThat(ConfiguredValue.path("p", "x", null)).isEqualTo(Path.of("x"));
  }

  @Test
  void blankPathIsMissing() {
    assertThat(ConfiguredValue.optionalPath("p", " ", "/home")).isEmpty();
    refused("p is missing", () -> ConfiguredValue.path("p", " ", "/home"));
  }

  @Test
  void textThatIsNoPathIsRefused() {
    assertThatThrownBy(() -> ConfiguredValue.optionalPath("p", "a\0b", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("p is not a path: ");
  }

  @Test
  void anyFailureOfTheRuntimeIsAnInvalidValue() {
    assertThat(ConfiguredValue.read(() -> "x")).isEqualTo("x");
    refused(
        "a value is not of its type: For input string: \"x\"",
        () -> ConfiguredValue.read(() -> Integer.valueOf("x")));
    refused(
        "n must be from 1 to 2, not 3",
        () -> ConfiguredValue.read(() -> ConfiguredValue.within("n", 3, 1, 2)));
  }

  @Test
  void messageIsOneLine() {
    assertThat(new InvalidValueException("k", "quotes a\nb\u202e")).hasMessage("k quotes a b ");
  }
}
