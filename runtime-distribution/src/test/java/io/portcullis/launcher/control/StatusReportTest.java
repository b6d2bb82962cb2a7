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
  void containerIsReadyWithATransportAndNothingCritical() throws Exception {
    StatusReport status =
        StatusReport.parse(
            """
            {"mode":"enforce","transport":"embedded","gate":{"open":true,"reasons":[]},"interceptors":[],
             "health":[{"part":"mode","level":"warn","detail":"lenient"}]}\
            """);
    assertThat(status.mode()).isEqualTo("enforce");
    assertThat(status.transport()).isEqualTo("embedded");
    assertThat(status.isReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mode\":\"enforce\",\"transport\":null,\"gate\":{\"open\":true,\"reasons\":[]},\"health\":[]}",
        "{\"mode\":\"enforce\",\"gate\":{\"open\":true,\"reasons\":[]},\"health\":[]}"
      })
  void containerIsNotReadyWithoutATransport(String json) throws Exception {
    assertThat(StatusReport.parse(json).isReady()).isFalse();
  }

  @Test
  void containerIsNotReadyWhileSomethingIsCritical() throws Exception {
    StatusReport status =
        StatusReport.parse(
            """
            {"mode":"enforce","transport":"embedded","gate":{"open":true,"reasons":[]},
             "health":[{"part":"transport","level":"critical","detail":"a.yaml:3: no"}]}\
            """);
    assertThat(status.critical()).containsExactly("a.yaml:3: no");
    assertThat(status.isReady()).isFalse();
  }

  private static StatusReport shut(String code) throws LaunchException {
    return StatusReport.parse(
        """
        {"mode":"enforce","transport":"embedded",
         "gate":{"open":false,"reasons":[{"code":"%s","text":"any words"}]},"health":[]}\
        """
            .formatted(code));
  }

  @Test
  void containerIsNotReadyWhileTheGateIsShut() throws Exception {
    assertThat(shut("journal_failed").isReady()).isFalse();
    assertThat(shut("status_unavailable").isReady()).isFalse();
  }

  @Test
  void containerIsReadyWhileOnlyAnOperatorHasStoppedEverything() throws Exception {
    assertThat(shut("stopped_by_operator").isReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"mode\":\"enforce\",\"health\":[]}",
        "{\"mode\":\"enforce\",\"gate\":{\"open\":false,\"reasons\":[]},\"health\":[]}",
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
