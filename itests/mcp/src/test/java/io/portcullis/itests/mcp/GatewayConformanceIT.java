// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.itests.mcp.StdioBridge.Era;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind the gateway, with a policy that allows all, each fixture scores what it scores alone. */
@Tag("interop")
class GatewayConformanceIT {
  private static Conformance suite;

  @TempDir Path folder;

  @BeforeAll
  static void installs() throws IOException {
    suite = new Conformance(NodePackages.installed());
  }

  @Test
  void serverWithSessionsScoresTheSameOverStdio() throws IOException {
    List<String> server = ChildProcess.java(SessionFixture.class, "stdio");
    Score direct = score(Era.SESSIONS, server);
    Score governed = score(Era.SESSIONS, new Gateway(folder, Gateway.ALLOWS_ALL).before(server));
    same("2025-11-25", direct, governed);
  }

  @Test
  void statelessServerScoresTheSameOverStdio() throws IOException {
    List<String> server = ChildProcess.java(StatelessFixture.class, "stdio");
    Score direct = score(Era.STATELESS, server);
    Score governed = score(Era.STATELESS, new Gateway(folder, Gateway.ALLOWS_ALL).before(server));
    same("2026-07-28", direct, governed);
  }

  private static Score score(Era era, List<String> command) throws IOException {
    try (StdioBridge bridge = new StdioBridge(era, command)) {
      return era == Era.SESSIONS ? suite.sessions(bridge.url()) : suite.stateless(bridge.url());
    }
  }

  private static void same(String revision, Score direct, Score governed) {
    System.out.printf(
        "conformance %s over stdio: direct %d of %d, behind the gateway %d of %d%n",
        revision, direct.passed(), direct.total(), governed.passed(), governed.total());
    assertThat(direct.passed()).isEqualTo(direct.total()).isGreaterThan(60);
    assertThat(governed).isEqualTo(direct);
  }
}
