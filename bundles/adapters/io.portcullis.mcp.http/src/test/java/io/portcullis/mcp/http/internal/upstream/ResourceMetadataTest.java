// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.Await;
import io.portcullis.mcp.http.internal.ClientStub;
import io.portcullis.mcp.http.internal.GatewayRig;
import io.portcullis.mcp.http.internal.ServerStub;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants OAuth: its clients find the gateway as the resource. */
class ResourceMetadataTest {
  private static final String PLACE = ResourceMetadata.WELL_KNOWN + "/mcp";
  private static final String SIGNED = ",\"signed_metadata\":\"e.e.e\"";

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig();
    serve(metadata(SIGNED));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private String metadata(String more) {
    return "{\"authorization_servers\":[\"https://login.example.com\"],\"resource\":\""
        + rig.server.uri()
        + "\",\"scopes_supported\":[\"a\"]"
        + more
        + "}";
  }

  private void serve(String metadata) {
    String own = rig.server.uri().resolve("/own-place").toString();
    rig.server.script(
        r -> {
          if (r.method().equals("GET")) {
            r.wire().json(metadata);
          } else {
            r.wire()
                .answer(
                    401,
                    "application/json",
                    "{}",
                    "WWW-Authenticate: Bearer error=\"invalid_token\", resource_metadata=\""
                        + own
                        + "\", scope=\"a\"");
          }
        });
  }

  private ClientStub.Whole get(String path, String... headers) throws IOException {
    return rig.client().sendTo("GET", path, "", headers).whole();
  }

  private String here(String path) {
    return "http://127.0.0.1:" + rig.gateway.port() + path;
  }

  @Test
  void challengeNamesTheGatewaysMetadata() throws IOException {
    ClientStub.Head head = rig.post(GatewayRig.CALL).head();
    assertThat(head.status()).isEqualTo(401);
    assertThat(head.header("www-authenticate"))
        .isEqualTo(
            "Bearer error=\"invalid_token\", resource_metadata=\""
                + here(PLACE)
                + "\", scope=\"a\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {PLACE, ResourceMetadata.WELL_KNOWN})
  void metadataNameTheGatewayAsTheResource(String path) throws IOException {
    ClientStub.Whole found = get(path);
    assertThat(found.status()).isEqualTo(200);
    JsonNode json = GatewayRig.json(found.body());
    assertThat(json.path("resource").asText()).isEqualTo(here("/mcp"));
    assertThat(json.path("authorization_servers").path(0).asText())
        .isEqualTo("https://login.example.com");
    assertThat(json.path("scopes_supported").path(0).asText()).isEqualTo("a");
    assertThat(json.has("signed_metadata")).isFalse();
  }

  @Test
  void metadataAreFetchedOncePerMinuteAndWithoutTheClientsHeaders() throws IOException {
    for (int n = 0; n < 5; n++) {
      assertThat(get(PLACE, "Authorization: Bearer x").status()).isEqualTo(200);
    }
    assertThat(rig.server.received).hasSize(1);
    assertThat(Await.next(rig.server.received).header("authorization")).isNull();
    rig.pass(Duration.ofSeconds(61));
    assertThat(get(PLACE).status()).isEqualTo(200);
    assertThat(rig.server.received).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no", "[]", "{}", "{\"resource\":1}", "{\"resource\":\"a\",\"resource\":\"b\"}"})
  void serverWithoutUsableMetadataIsA404(String metadata) throws IOException {
    serve(metadata);
    assertThat(get(PLACE).status()).isEqualTo(404);
  }

  @Test
  void longMetadataAndRedirectionsAreNotFollowed() throws IOException {
    serve(metadata(",\"x\":\"" + "x".repeat(ResourceMetadata.MAX_BYTES) + "\""));
    assertThat(get(PLACE).status()).isEqualTo(404);
    try (ServerStub trap = new ServerStub().echoing()) {
      rig.pass(Duration.ofSeconds(61));
      rig.server.script(r -> r.wire().answer(302, "", "", "Location: " + trap.uri()));
      assertThat(get(PLACE).status()).isEqualTo(404);
      rig.server.script(
          r ->
              r.wire()
                  .answer(
                      401,
                      "",
                      "",
                      "WWW-Authenticate: Bearer resource_metadata=\"" + trap.uri() + "\""));
      assertThat(rig.post(GatewayRig.CALL).head().header("www-authenticate"))
          .isEqualTo("Bearer resource_metadata=\"" + here(PLACE) + "\"");
      rig.pass(Duration.ofSeconds(61));
      assertThat(get(PLACE).status()).isEqualTo(404);
      assertThat(trap.received).isEmpty();
    }
  }

  @Test
  void gatewayThatKeepsAuthorizationHasNoMetadataAndPassesNoChallenge() throws IOException {
    String digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"; // of x
    CallerAuthenticator tokens =
        new CallerAuthenticator.Tokens(
            List.of(new CallerAuthenticator.Tokens.Token(AgentIdentity.of("a"), digest)));
    try (GatewayRig keeping = new GatewayRig(GatewayRig.callers(tokens))) {
      keeping.server.script(
          r -> r.wire().answer(401, "", "", "WWW-Authenticate: Bearer resource_metadata=\"x\""));
      ClientStub.Head head = keeping.post(GatewayRig.CALL, "Authorization: Bearer x").head();
      assertThat(head.status()).isEqualTo(401);
      assertThat(head.header("www-authenticate")).isNull();
      assertThat(keeping.client().sendTo("GET", PLACE, "").whole().status()).isEqualTo(404);
    }
  }
}
