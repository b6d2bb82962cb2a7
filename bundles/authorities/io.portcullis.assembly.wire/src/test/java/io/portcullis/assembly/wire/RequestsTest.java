// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.WireBytes;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.Samples;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and events are read leniently, but never as anything other than what was sent. */
class RequestsTest {
  private static final int QUERY = 1;

  private static PolicyQuery query(byte[] payload) throws WireException {
    return (PolicyQuery) Streams.request(WireBytes.frame(QUERY, payload));
  }

  static List<ClientMessage> requests() {
    return Samples.requests().filter(message -> !(message instanceof Heartbeat)).toList();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void unknownFieldsChangeNothing(ClientMessage message) throws WireException {
    byte[] frame = FrameEncoder.toRuntime(message).array();
    int head = Byte.toUnsignedInt(frame[1]) < 0x80 ? 2 : 3;
    byte[] payload = java.util.Arrays.copyOfRange(frame, head, frame.length);
    byte[] unknown =
        WireBytes.payload().number(500, -1).text(501, "x").block(502, new byte[300]).toArray();
    assertThat(
            Streams.request(WireBytes.frame(frame[0], WireBytes.concat(unknown, payload, unknown))))
        .isEqualTo(message);
  }

  @Test
  void lastOfTwoValuesCounts() throws WireException {
    assertThat(query(WireBytes.payload().text(3, "a").text(3, "b").toArray()).traceId())
        .isEqualTo("b");
  }

  @Test
  void lastOfTwoContextsCounts() throws WireException {
    byte[] two = WireBytes.payload().block(1, new byte[0]).block(2, new byte[0]).toArray();
    assertThat(query(WireBytes.payload().block(6, two).toArray()).context().kind())
        .isEqualTo(ActionContext.Kind.TOOL_CALL);
  }

  @Test
  void unknownActionIsReadAsUnknown() throws WireException {
    assertThat(query(WireBytes.payload().number(5, 8).toArray()).action())
        .isEqualTo(WireActionType.UNKNOWN);
  }

  @Test
  void actionNumberIsNotCutToAKnownOne() {
    byte[] payload = WireBytes.payload().number(5, (1L << 32) + 2).toArray();
    assertThat(catchThrowableOfType(WireException.class, () -> query(payload)).kind())
        .isEqualTo(Kind.UNDECODABLE);
  }

  @Test
  void unknownContextIsReadAsMissing() throws WireException {
    byte[] context = WireBytes.payload().text(99, "new").toArray();
    assertThat(query(WireBytes.payload().block(6, context).toArray()).context())
        .isEqualTo(new ActionContext.Missing());
  }

  @Test
  void argumentsKeepTheirBytes() throws WireException {
    byte[] call = WireBytes.payload().block(3, WireBytes.hex("ff00c328")).toArray();
    byte[] context = WireBytes.payload().block(2, call).toArray();
    PolicyQuery query = query(WireBytes.payload().block(6, context).toArray());
    ImmutableBytes arguments = ((ActionContext.ToolCall) query.context()).arguments();
    assertThat(arguments.toByteArray()).isEqualTo(WireBytes.hex("ff00c328"));
    assertThat(catchThrowableOfType(WireException.class, arguments::text).kind())
        .isEqualTo(Kind.NOT_UTF8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00", "\uD800a", "\uDC00\uD800"})
  void textThatWouldChangeIsNotWritten(String text) {
    PolicyQuery query = PolicyQuery.toolCall("a", text, ImmutableBytes.EMPTY);
    assertThat(
            catchThrowableOfType(WireException.class, () -> FrameEncoder.toRuntime(query)).kind())
        .isEqualTo(Kind.NOT_UTF8);
    assertThat(catchThrowableOfType(WireException.class, () -> ImmutableBytes.ofText(text)).kind())
        .isEqualTo(Kind.NOT_UTF8);
  }

  @Test
  void textFormsShowNoContents() throws WireException {
    PolicyQuery query =
        new PolicyQuery(
            AgentId.of("a"),
            "secret-token",
            "",
            "",
            WireActionType.TOOL_CALL,
            new ActionContext.ToolCall("t", "", ImmutableBytes.ofText("secret-argument"), ""),
            AgentId.NONE);
    EventReport event =
        EventReport.of(
            "e",
            AgentId.of("a"),
            1,
            WireActionType.TOOL_CALL,
            Decision.ALLOW,
            new EventDetail.ToolCall(
                "t", "", 1, true, "", ImmutableBytes.ofText("secret-argument")),
            Map.of("details", "secret-label"));
    assertThat(query + " " + query.context() + event + event.detail())
        .contains("TOOL_CALL", "15 bytes")
        .doesNotContain("secret");
    assertThat(
            new ActionContext.ProcessExec("secret", List.of("secret"))
                + " "
                + new EventDetail.ProcessExec("secret", List.of("secret"), 1, 1, false))
        .doesNotContain("secret");
  }
}
