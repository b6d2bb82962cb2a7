// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind the HTTP gateway, with a policy that allows all, each fixture scores as it does alone. */
@Tag("interop")
class HttpGatewayConformanceIT {
  private static final String[] LOOKS = {"decideResults = true", "pin = true"};
  private static Conformance suite;

  @TempDir Path home;
  @TempDir Path other;

  @BeforeAll
  static void installs() throws IOException {
    suite = new Conformance(NodePackages.installed());
  }

  @Test
  void serverWithSessionsScoresTheSameOverHttp() throws IOException {
    try (ChildProcess server = fixture(SessionFixture.class)) {
      String url = server.firstLine();
      Score direct = suite.sessions(url);
      try (HttpGateway gateway = HttpGateway.start(home, Gateway.ALLOWS_ALL, url)) {
        same("2025-11-25", direct, suite.sessions(gateway.url()));
      }
      try (HttpGateway gateway = HttpGateway.start(other, Gateway.ALLOWS_ALL, url, LOOKS)) {
        same("2025-11-25, looked at,", direct, suite.sessions(gateway.url()));
      }
    }
  }

  @Test
  void statelessServerScoresTheSameOverHttp() throws IOException {
    try (ChildProcess server = fixture(StatelessFixture.class)) {
      String url = server.firstLine();
      Score direct = suite.stateless(url);
      try (HttpGateway gateway = HttpGateway.start(home, Gateway.ALLOWS_ALL, url)) {
        same("2026-07-28", direct, suite.stateless(gateway.url()));
      }
      try (HttpGateway gateway = HttpGateway.start(other, Gateway.ALLOWS_ALL, url, LOOKS)) {
        same("2026-07-28, looked at,", direct, suite.stateless(gateway.url()));
      }
    }
  }

  private static ChildProcess fixture(Class<?> main) throws IOException {
    return ChildProcess.start(ChildProcess.java(main, "http"));
  }

  private static void same(String revision, Score direct, Score governed) {
    System.out.printf(
        "conformance %s over HTTP: direct %d of %d, behind the gateway %d of %d%n",
        revision, direct.passed(), direct.total(), governed.passed(), governed.total());
    assertThat(direct.passed()).isEqualTo(direct.total()).isGreaterThan(60);
    assertThat(governed).isEqualTo(direct);
  }
}
