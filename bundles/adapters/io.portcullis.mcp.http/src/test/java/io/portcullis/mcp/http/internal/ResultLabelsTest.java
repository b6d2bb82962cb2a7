// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.standalone.Portcullis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels that results set, with the engine and real connections. The server gets the mail that the
 * agent sends, or does not.
 */
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

  private static final String EVENTS = "text/event-stream";
  private static final String ERROR_RESULT =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[],\"isError\":true}}";
  private static final String ERROR =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"x\"}}";

  @TempDir private Path folder;
  private Portcullis engine;
  private GatewayRig rig;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    engine = Portcullis.builder().policies(file).build();
    open(new GatewayRig());
  }

  private void open(GatewayRig opened) {
    rig = opened.gates(engine::gate);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
    engine.close();
  }

  private ClientStub.Whole call(String tool) throws IOException {
    return rig.post(GatewayRig.call(1, tool));
  }

  private long mails() {
    return rig.server.count("send_email");
  }

  private void mailIsSent() throws IOException {
    rig.server.echoing();
    long before = mails();
    assertThat(call("send_email").body()).contains("\"done\":true");
    assertThat(mails()).isEqualTo(before + 1);
  }

  private void mailIsDenied() throws IOException {
    rig.server.echoing();
    long before = mails();
    assertThat(call("send_email").body()).contains("no-leak");
    assertThat(mails()).isEqualTo(before);
  }

  @Test
  void resultLabelsItsAgentBeforeTheClientGetsIt() throws IOException {
    mailIsSent();
    assertThat(call("web_fetch").body()).contains("\"done\":true");
    mailIsDenied();
  }

  @Test
  void resultInAnEventLabelsItsAgent() throws IOException {
    rig.server.script(
        request ->
            request
                .wire()
                .answer(200, EVENTS, "data: " + ServerStub.resultFor(request.body()) + "\n\n"));
    assertThat(call("web_fetch").body()).contains("\"done\":true");
    mailIsDenied();
  }

  @Test
  void resultThatComesLateLabelsNothingBefore() throws IOException {
    rig.server.script(
        request -> {
          if (request.body().contains("send_email")) {
            request.wire().json(ServerStub.resultFor(request.body()));
          }
        });
    try (ClientStub slow = rig.client()) {
      slow.post(GatewayRig.call(1, "web_fetch"));
      ServerStub.Received fetch = Await.next(rig.server.received);
      assertThat(call("send_email").body()).contains("\"done\":true");
      fetch.wire().json(ServerStub.resultFor(fetch.body()));
      assertThat(slow.whole().body()).contains("\"done\":true");
    }
    mailIsDenied();
  }

  @Test
  void failedResultSetsNoLabel() throws IOException {
    rig.server.script(request -> request.wire().json(ERROR_RESULT));
    assertThat(call("web_fetch").body()).contains("isError");
    mailIsSent();
  }

  @Test
  void errorSetsNoLabel() throws IOException {
    rig.server.script(request -> request.wire().json(ERROR));
    assertThat(call("web_fetch").body()).contains("error");
    mailIsSent();
  }

  @Test
  void failedCallKeepsTheLabelThatItGotWithItsDecision() throws IOException {
    rig.server.script(request -> request.wire().json(ERROR_RESULT));
    assertThat(call("web_post").body()).contains("isError");
    mailIsDenied();
  }

  @Test
  void clientThatLeavesBeforeTheResultIsNotLabelled() throws IOException {
    rig.server.script(request -> {});
    ClientStub client = rig.client();
    client.post(GatewayRig.call(1, "web_fetch"));
    Await.next(rig.server.received);
    client.close();
    rig.untilEmpty();
    mailIsSent();
  }

  @Test
  void serverThatEndsBeforeTheResultSetsNoLabel() throws IOException {
    rig.server.script(request -> request.wire().cut());
    assertThat(call("web_fetch").status()).isEqualTo(502);
    mailIsSent();
  }

  @Test
  void labelHoldsInTheNextSessionOfTheAgent() throws IOException {
    assertThat(rig.post(GatewayRig.call(1, "web_fetch"), rig.session("a")).body())
        .contains("\"done\":true");
    assertThat(rig.post(GatewayRig.call(1, "send_email"), rig.session("b")).body())
        .contains("no-leak");
    assertThat(mails()).isZero();
  }

  @Test
  void withheldResultLabelsItsAgentAllTheSame() throws IOException {
    rig.close();
    open(new GatewayRig(GatewayRig.answers(new GatewaySettings.Answers(true, false, false))));
    assertThat(call("web_fetch").body()).contains("result_denied");
    mailIsDenied();
  }
}
