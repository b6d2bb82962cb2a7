// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.failure.LaunchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReportTest {
  @Test
  void isReadyWithATransportAndNothingCritical() throws Exception {
    StatusReport status =
        StatusReport.parse(
            """
            {"mode":"enforce","transport":"embedded","deciding":"x","interceptors":[],
             "health":[{"part":"mode","level":"warn","detail":"lenient"}]}\
            """);
    assertThat(status.mode()).isEqualTo("enforce");
    assertThat(status.transport()).isEqualTo("embedded");
    assertThat(status.isReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mode\":\"enforce\",\"transport\":null,\"health\":[]}",
        "{\"mode\":\"enforce\",\"health\":[]}"
      })
  void isNotReadyWithoutATransport(String json) throws Exception {
    assertThat(StatusReport.parse(json).isReady()).isFalse();
  }

  @Test
  void isNotReadyWhileSomethingIsCritical() throws Exception {
    StatusReport status =
        StatusReport.parse(
            """
            {"mode":"enforce","transport":"embedded",
             "health":[{"part":"transport","level":"critical","detail":"a.yaml:3: no"}]}\
            """);
    assertThat(status.critical()).containsExactly("a.yaml:3: no");
    assertThat(status.isReady()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"mode\":1,\"health\":[]}",
        "{\"mode\":\"enforce\"}",
        "{\"mode\":\"enforce\",\"health\":[1]}",
        "{\"mode\":\"enforce\",\"health\":[{}]}"
      })
  void refusesWhatIsNoStatus(String json) {
    assertThatThrownBy(() -> StatusReport.parse(json))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("the container gave a status that cannot be read");
  }
}
