// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import io.portcullis.assembly.wire.messages.WireBytes;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.CallStackNode;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.EventLineage;
import io.portcullis.assembly.wire.values.EventTrace;
import io.portcullis.assembly.wire.values.ShadowDecision;
import io.portcullis.assembly.wire.values.WireActionType;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every limit holds exactly, for reading and for writing. */
class LimitsTest {
  private static final int QUERY = 1;
  private static final int EVENT = 2;
  private static final int CALL_STACK = 28;

  private static Kind refusedToRead(int tag, byte[] payload) {
    return catchThrowableOfType(
            WireException.class, () -> Streams.request(WireBytes.frame(tag, payload)))
        .kind();
  }

  private static Kind refusedToWrite(ClientMessage message) {
    return catchThrowableOfType(WireException.class, () -> FrameEncoder.toRuntime(message)).kind();
  }

  private static ClientMessage readBack(ClientMessage message) throws WireException {
    return Streams.request(FrameEncoder.toRuntime(message).array());
  }

  @Nested
  class Strings {
    private PolicyQuery query(int bytes) {
      return PolicyQuery.toolCall("a", "é" + "x".repeat(bytes - 2), ImmutableBytes.EMPTY);
    }

    @Test
    void longestValueIsAccepted() throws WireException {
      PolicyQuery longest = query(WireLimits.MAX_STRING_BYTES);
      assertThat(readBack(longest)).isEqualTo(longest);
    }

    @Test
    void valueOneByteLongerIsRefused() {
      assertThat(refusedToWrite(query(WireLimits.MAX_STRING_BYTES + 1)))
          .isEqualTo(Kind.STRING_TOO_LONG);
      byte[] payload =
          WireBytes.payload().text(2, "x".repeat(WireLimits.MAX_STRING_BYTES + 1)).toArray();
      assertThat(refusedToRead(QUERY, payload)).isEqualTo(Kind.STRING_TOO_LONG);
    }

    @Test
    void unknownFieldMayBeAsLongAsThePayload() throws WireException {
      byte[] payload = WireBytes.payload().block(500, new byte[3 << 20]).toArray();
      assertThat(Streams.request(WireBytes.frame(QUERY, payload))).isInstanceOf(PolicyQuery.class);
    }
  }

  @Nested
  class Fields {
    private PolicyQuery query(int args) {
      return new PolicyQuery(
          AgentId.NONE,
          "",
          "",
          "",
          WireActionType.UNSPECIFIED,
          new ActionContext.ProcessExec("", Collections.nCopies(args, "")),
          AgentId.NONE);
    }

    @Test
    void maximumNumberOfFieldsIsAccepted() throws WireException {
      // the context and the command line are fields too
      PolicyQuery most = query(WireLimits.MAX_FIELDS - 2);
      assertThat(readBack(most)).isEqualTo(most);
    }

    @Test
    void nestingOneLevelDeeperIsRefused() {
      assertThat(refusedToWrite(query(WireLimits.MAX_FIELDS - 1))).isEqualTo(Kind.TOO_MANY_FIELDS);
    }

    @Test
    void unknownFieldsAreCounted() {
      WireBytes payload = WireBytes.payload();
      for (int i = 0; i <= WireLimits.MAX_FIELDS; i++) {
        payload.number(50, 1);
      }
      assertThat(refusedToRead(QUERY, payload.toArray())).isEqualTo(Kind.TOO_MANY_FIELDS);
    }
  }

  @Nested
  class Depth {
    private EventReport event(int nodes) {
      CallStackNode node = new CallStackNode("1", "", "", 0, List.of());
      for (int i = 1; i < nodes; i++) {
        node = new CallStackNode("1", "", "", 0, List.of(node));
      }
      return new EventReport(
          "e",
          AgentId.NONE,
          0,
          WireActionType.UNSPECIFIED,
          Decision.UNSPECIFIED,
          EventTrace.NONE,
          new EventDetail.Missing(),
          java.util.Map.of(),
          EventLineage.NONE,
          List.of(node),
          ShadowDecision.NONE);
    }

    @Test
    void deepestNestingIsAccepted() throws WireException {
      EventReport deepest = event(WireLimits.MAX_DEPTH - 1); // the event itself is one level
      assertThat(readBack(deepest)).isEqualTo(deepest);
    }

    @Test
    void nestingOneLevelDeeperIsRefused() {
      assertThat(refusedToWrite(event(WireLimits.MAX_DEPTH))).isEqualTo(Kind.TOO_DEEP);
      byte[] payload = new byte[0];
      for (int i = 1; i < WireLimits.MAX_DEPTH; i++) {
        payload = WireBytes.payload().block(5, payload).toArray();
      }
      payload = WireBytes.payload().block(CALL_STACK, payload).toArray();
      assertThat(refusedToRead(EVENT, payload)).isEqualTo(Kind.TOO_DEEP);
    }

    @Test
    void veryDeepNestingIsNotWritten() {
      assertThat(refusedToWrite(event(100_000))).isEqualTo(Kind.TOO_DEEP);
    }
  }

  @Nested
  class Payloads {
    @Test
    void payloadOneByteLongerIsNotWritten() {
      // 15 bytes are around the arguments
      PolicyQuery query =
          new PolicyQuery(
              AgentId.NONE,
              "",
              "",
              "",
              WireActionType.UNSPECIFIED,
              new ActionContext.ToolCall(
                  "", "", ImmutableBytes.copyOf(new byte[WireLimits.MAX_PAYLOAD_BYTES - 14]), ""),
              AgentId.NONE);
      assertThat(refusedToWrite(query)).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
    }

    @Test
    void unknownFrameIsNotWritten() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FrameEncoder.toClient(new UnknownFrame(9, 0)));
    }
  }
}
