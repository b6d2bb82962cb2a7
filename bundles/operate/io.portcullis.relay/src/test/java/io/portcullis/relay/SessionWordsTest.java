// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SessionWordsTest {
  private static SessionWords read(String... words) {
    return SessionWords.read(List.of(words));
  }

  @Test
  void separatesThePolicyTheOptionsAndTheCommand() {
    SessionWords words = read("--agent", "a", "--policy", "p", "--pin", "--", "npx", "-y", "--pin");
    assertThat(words.policy()).isEqualTo("p");
    assertThat(words.options()).containsExactly("--agent", "a", "--pin");
    assertThat(words.command()).containsExactly("npx", "-y", "--pin");
  }

  @Test
  void engineDoesNotGetTheArgumentsOfTheServer() {
    assertThat(read("--server", "files", "--", "npx", "--token", "secret").forEngine("/p"))
        .containsExactly("/p", "--server", "files", "--", "npx");
  }

  @Test
  void commandMayFollowWithoutTheSeparator() {
    assertThat(read("--hide-denied", "npx", "--", "x").command()).containsExactly("npx", "--", "x");
  }

  @Test
  void commandMayBeMissing() {
    assertThat(read().command()).isEmpty();
    assertThat(read("--").command()).isEmpty();
  }

  @Test
  void wordsThatAreNotOfASessionAreNotRead() {
    assertThat(read("--polcy", "p", "--", "npx")).isNull();
    assertThat(read("--policy")).isNull();
    assertThat(read("--error-code")).isNull();
  }
}
