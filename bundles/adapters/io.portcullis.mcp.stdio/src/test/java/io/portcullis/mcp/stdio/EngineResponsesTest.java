// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import io.portcullis.standalone.Portcullis;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules with a whole engine behind the gate. */
@Timeout(60) // against a test that hangs
class EngineResponsesTest {
  private static final String POLICY =
      """
      tools:
        read: {allow: true}
        transfer:
          allow: true
          requires_approval_if: 'args.amount > 1000'
        always_asks:
          allow: true
          requires_approval_if: 'args.amount != 1 OR tool != ""'
        "*": {allow: false}
      data:
        credential_action: %s
        sensitive_patterns:
          - '\\b[0-9]{4}-[0-9]{4}\\b'
      """;

  @TempDir Path folder;

  private Portcullis engine(String action) throws Exception {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY.formatted(action));
    return Portcullis.builder().policies(policy).build();
  }

  private static SessionWire wire(Portcullis engine) {
    return new SessionWire(
        engine::gate, SessionLimits.DEFAULT, 1 << 16, new ResponseFilterOptions(true, true, null));
  }

  @ParameterizedTest
  @CsvSource({"redact_only,[REDACTED]", "alert_only,1234-5678"})
  void redactsResultsByPolicy(String action, String shown) throws Exception {
    String result =
        "{\"result\":{\"content\":[{\"text\":\"no. %s\"}]},\"jsonrpc\":\"2.0\",\"id\":1}";
    try (Portcullis engine = engine(action);
        SessionWire wire = wire(engine)) {
      wire.client(Lines.call(1, "read")).atServer();

      wire.server(result.formatted("1234-5678"));

      assertThat(wire.atClient()).isEqualTo(result.formatted(shown));
    }
  }

  @Test
  void withholdsResultsByPolicy() throws Exception {
    try (Portcullis engine = engine("block");
        SessionWire wire = wire(engine)) {
      wire.client(Lines.call(1, "read")).atServer();

      wire.server("{\"result\":{\"content\":[\"1234-5678\"]},\"jsonrpc\":\"2.0\",\"id\":1}");

      assertThat(wire.atClient())
          .contains("\"isError\":true")
          .contains("\"code\":\"result_denied\"")
          .doesNotContain("1234");
      wire.client(Lines.call(2, "read")).atServer();
      wire.server(Lines.result(2));
      assertThat(wire.atClient()).isEqualTo(Lines.result(2));
    }
  }

  @Test
  void deniesTooLargeArgumentsWithTheirCode() throws Exception {
    String large = "{\"text\":\"" + "x".repeat(2 << 20) + "\"}";
    try (Portcullis engine = engine("block");
        SessionWire wire = wire(engine)) {
      wire.client(Lines.call(1, "read", large));

      assertThat(wire.atClient())
          .contains("\"isError\":true")
          .contains("\"code\":\"arguments_too_large\"")
          .contains("Send less.");
      assertThat(wire.serverGetsNothingMore()).isTrue();
    }
  }

  @Test
  void hidesToolsDeniedOutrightButNotToolsThatNeedApproval() throws Exception {
    String list =
        "{\"result\":{\"tools\":[%s{\"name\":\"read\"},{\"name\":\"always_asks\"},{\"name\":\"transfer\"}]},"
            + "\"jsonrpc\":\"2.0\",\"id\":1}";
    try (Portcullis engine = engine("redact_only");
        SessionWire wire = wire(engine)) {
      wire.client(Lines.request(1, "tools/list", "{}")).atServer();

      wire.server(list.formatted("{\"name\":\"delete_all\"},"));

      assertThat(wire.atClient()).isEqualTo(list.formatted(""));
    }
  }

  @Test
  void hidesNothingAndShowsNoResultOnceTheEngineIsClosed() throws Exception {
    String list =
        "{\"result\":{\"tools\":[{\"name\":\"delete_all\"}]},\"jsonrpc\":\"2.0\",\"id\":2}";
    try (Portcullis engine = engine("redact_only");
        SessionWire wire = wire(engine)) {
      wire.client(Lines.call(1, "read")).atServer();
      wire.client(Lines.request(2, "tools/list", "{}")).atServer();
      engine.close();

      wire.server(list).server(Lines.result(1));

      assertThat(wire.atClient()).isEqualTo(list);
      assertThat(wire.atClient()).contains("\"code\":\"result_denied\"");
    }
  }
}
