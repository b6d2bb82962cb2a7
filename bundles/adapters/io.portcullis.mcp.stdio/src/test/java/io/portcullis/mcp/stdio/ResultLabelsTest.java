// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.response.ResponseFilterOptions;
import io.portcullis.mcp.stdio.internal.relay.SessionLimits;
import io.portcullis.standalone.Portcullis;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels that results set, with the engine and a real session. The server gets the mail that the
 * agent sends, or does not.
 */
@Timeout(60) // against a test that hangs
class ResultLabelsTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: no-leak}
      spec:
        labels:
          - {add: untrusted, tools: [web_fetch], after: completed}
          - {add: contacted, tools: [web_post]}
        rules:
          - {name: open, tools: [web_fetch, web_post, send_email], actions: [tool_call], effect: allow}
          - {name: no-leak, tools: [send_email], when: '"untrusted" in labels || "contacted" in labels', effect: deny}
      """;

  @TempDir private Path folder;
  private Portcullis engine;
  private SessionWire wire;
  private int lastId;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    engine = Portcullis.builder().policies(file).build();
    wire = new SessionWire(engine::gate);
  }

  @AfterEach
  void close() {
    wire.close();
    engine.close();
  }

  /** Calls a tool, and returns the id of the request that has reached the server. */
  private int forwarded(String tool) {
    String call = Lines.call(++lastId, tool);
    wire.client(call);
    assertThat(wire.atServer()).isEqualTo(call);
    return lastId;
  }

  private void answered(int id, String response) {
    wire.server(response);
    assertThat(wire.atClient()).contains("\"id\":" + id);
  }

  private void mailIsSent() {
    int id = forwarded("send_email");
    answered(id, Lines.result(id));
  }

  private void mailIsDenied() {
    wire.client(Lines.call(++lastId, "send_email"));
    assertThat(wire.atClient()).contains("\"id\":" + lastId, "no-leak");
    assertThat(wire.serverGetsNothingMore()).isTrue();
    assertThat(wire.atClient()).contains("probe");
  }

  @Test
  void resultLabelsItsAgentBeforeTheClientGetsIt() {
    mailIsSent();
    int id = forwarded("web_fetch");
    answered(id, Lines.result(id));
    mailIsDenied();
  }

  @Test
  void longResultLabelsItsAgent() {
    int id = forwarded("web_fetch");
    String text = "x".repeat(SessionLimits.DEFAULT.maxWholeAnswerBytes() + 1);
    answered(id, Lines.result(id).replace("[]", "[\"" + text + "\"]"));
    mailIsDenied();
  }

  @Test
  void resultThatComesLateLabelsNothingBefore() {
    int slow = forwarded("web_fetch");
    mailIsSent();
    answered(slow, Lines.result(slow));
    mailIsDenied();
  }

  @Test
  void failedResultSetsNoLabel() {
    int id = forwarded("web_fetch");
    answered(id, Lines.failure(id));
    mailIsSent();
  }

  @Test
  void errorSetsNoLabel() {
    int id = forwarded("web_fetch");
    answered(id, Lines.error(id));
    mailIsSent();
  }

  @Test
  void failedCallKeepsTheLabelThatItGotWithItsDecision() {
    int id = forwarded("web_post");
    answered(id, Lines.failure(id));
    mailIsDenied();
  }

  @Test
  void resultOfACancelledCallIsDroppedAndSetsNoLabel() {
    int id = forwarded("web_fetch");
    wire.client(Lines.cancel(id));
    assertThat(wire.atServer()).isEqualTo(Lines.cancel(id));
    wire.server(Lines.result(id));
    assertThat(wire.clientGetsNothingMore()).isTrue();
    mailIsSent();
  }

  @Test
  void serverThatEndsBeforeTheResultSetsNoLabel() {
    forwarded("web_fetch");
    wire.serverEnds();
    wire.awaitEnd();
    wire.close();
    wire = new SessionWire(engine::gate);
    mailIsSent();
  }

  @Test
  void labelHoldsInTheNextSessionOfTheAgent() {
    int id = forwarded("web_fetch");
    answered(id, Lines.result(id));
    wire.close();
    wire = new SessionWire(engine::gate);
    mailIsDenied();
  }

  @Test
  void withheldResultLabelsItsAgentAllTheSame() {
    wire.close();
    ResponseFilterOptions decideResults = new ResponseFilterOptions(true, false, null);
    wire = new SessionWire(engine::gate, SessionLimits.DEFAULT, 1 << 16, decideResults);
    int id = forwarded("web_fetch");
    wire.server(Lines.result(id));
    assertThat(wire.atClient()).contains("\"id\":" + id, "result_denied");
    mailIsDenied();
  }
}
