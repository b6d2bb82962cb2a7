// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.ClientStub;
import io.portcullis.mcp.http.internal.GatewayRig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers, which ask before they send what a page wants to send. */
class CrossOriginTest {
  private static final String ALLOWED = "access-control-allow-origin";

  private GatewayRig rig;
  private String origin;

  /** With a table of tokens: a preflight has none. */
  @BeforeEach
  void open() throws IOException {
    CallerAuthenticator tokens =
        new CallerAuthenticator.Tokens(
            List.of(new CallerAuthenticator.Tokens.Token(AgentIdentity.of("a"), "0".repeat(64))));
    rig = new GatewayRig(GatewayRig.callers(tokens));
    origin = "http://localhost:" + rig.gateway.port();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private ClientStub.Whole preflight(String from, String... headers) throws IOException {
    String[] all = new String[headers.length + 2];
    all[0] = "Origin: " + from;
    all[1] = "Access-Control-Request-Method: POST";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return rig.client().send("OPTIONS", "", all).whole();
  }

  @Test
  void preflightOfAnAllowedOriginIsAnsweredWithoutATokenOrTheServer() throws IOException {
    ClientStub.Head head =
        preflight(
                origin,
                "Access-Control-Request-Headers: content-type, mcp-param-city, x-evil, a\"b")
            .head();
    assertThat(head.status()).isEqualTo(204);
    assertThat(head.header(ALLOWED)).isEqualTo(origin);
    assertThat(head.header("access-control-allow-methods")).isEqualTo("GET, POST, DELETE, OPTIONS");
    assertThat(head.header("access-control-allow-headers").split(", "))
        .contains(
            "accept",
            "authorization",
            "content-type",
            "last-event-id",
            "mcp-protocol-version",
            "mcp-session-id",
            "mcp-param-city")
        .doesNotContain("x-evil", "*");
    assertThat(head.header("access-control-max-age")).isEqualTo("600");
    assertThat(head.header("access-control-allow-credentials")).isNull();
    assertThat(head.header("vary")).isEqualTo("Origin");
    assertThat(rig.server.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://elsewhere.example", "null", "http://localhost"})
  void preflightOfAnotherOriginIsRefused(String other) throws IOException {
    ClientStub.Head head = preflight(other).head();
    assertThat(head.status()).isEqualTo(403);
    assertThat(head.header(ALLOWED)).isNull();
    assertThat(head.header("access-control-allow-methods")).isNull();
  }

  @Test
  void pageMayReadAnswersAndErrors() throws IOException {
    ClientStub.Head head = rig.post(GatewayRig.CALL, "Origin: " + origin).head();
    assertThat(head.status()).isEqualTo(401);
    assertThat(head.header(ALLOWED)).isEqualTo(origin);
    assertThat(head.header("access-control-expose-headers"))
        .contains("Mcp-Session-Id", "WWW-Authenticate");
  }

  @Test
  void clientWithoutAnOriginGetsNoOrigin() throws IOException {
    ClientStub.Head head = rig.post(GatewayRig.CALL).head();
    assertThat(head.header(ALLOWED)).isNull();
    assertThat(rig.client().send("OPTIONS", "").whole().status()).isEqualTo(405);
  }
}
