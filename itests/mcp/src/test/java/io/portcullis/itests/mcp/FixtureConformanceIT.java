// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.mcp.StdioBridge.Era;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fixtures alone: what the gateway is later compared with. */
@Tag("interop")
class FixtureConformanceIT {
  /** The checks of the pinned releases: a run that leaves some out must not pass. */
  private static final int SESSIONS = 73;

  private static final int SESSIONS_OLDER = 40;
  private static final int STATELESS = 120;

  private static Conformance suite;

  @BeforeAll
  static void installs() throws IOException {
    suite = new Conformance(NodePackages.installed());
  }

  @Test
  void fixtureWithSessionsScoresFullMarksOverHttp() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(SessionFixture.class, "http"))) {
      isFull(suite.sessions(fixture.firstLine()), SESSIONS);
    }
  }

  @Test
  void fixtureWithSessionsScoresFullMarksInTheOlderSuite() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(SessionFixture.class, "http"))) {
      isFull(suite.sessionsByOlderSuite(fixture.firstLine()), SESSIONS_OLDER);
    }
  }

  @Test
  void fixtureWithSessionsScoresFullMarksOverStdio() throws IOException {
    try (StdioBridge bridge =
        new StdioBridge(Era.SESSIONS, ChildProcess.java(SessionFixture.class, "stdio"))) {
      isFull(suite.sessions(bridge.url()), SESSIONS);
    }
  }

  @Test
  void statelessFixtureScoresFullMarksOverHttp() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(StatelessFixture.class, "http"))) {
      isFull(suite.stateless(fixture.firstLine()), STATELESS);
    }
  }

  @Test
  void statelessFixtureScoresFullMarksOverStdio() throws IOException {
    try (StdioBridge bridge =
        new StdioBridge(Era.STATELESS, ChildProcess.java(StatelessFixture.class, "stdio"))) {
      isFull(suite.stateless(bridge.url()), STATELESS);
    }
  }

  @Test
  void serverOfTheOtherEraDoesNotScoreFullMarks() throws IOException {
    try (ChildProcess fixture =
        ChildProcess.start(ChildProcess.java(StatelessFixture.class, "http"))) {
      Score score = suite.sessions(fixture.firstLine());
      assertThat(score.failed()).as("%s", score).isPositive();
      assertThat(score.passed()).as("%s", score).isLessThan(SESSIONS);
    }
  }

  private static void isFull(Score score, int checks) {
    assertThat(score.passed()).as("%s", score).isEqualTo(score.total()).isEqualTo(checks);
  }
}
