// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.handshake.ContractVectorsTest;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import io.portcullis.assembly.wire.messages.WireBytes;
import io.portcullis.assembly.wire.values.ActionContext;
import io.portcullis.assembly.wire.values.AgentId;
import io.portcullis.assembly.wire.values.Decision;
import io.portcullis.assembly.wire.values.Samples;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int LIMIT = WireLimits.MAX_PAYLOAD_BYTES;

  private static WireException refused(FrameReader<?> reader, byte[] bytes) {
    return catchThrowableOfType(WireException.class, () -> Streams.readAll(reader, bytes));
  }

  /** A query whose payload has exactly so many bytes, nearly all of them arguments. */
  private static byte[] queryOf(int payloadBytes) {
    // 1 + 4 bytes for each of the context, the call and the arguments
    byte[] arguments = new byte[payloadBytes - 15];
    byte[] call = WireBytes.payload().block(3, arguments).toArray();
    byte[] payload =
        WireBytes.payload().block(6, WireBytes.payload().block(2, call).toArray()).toArray();
    assertThat(payload).hasSize(payloadBytes);
    return payload;
  }

  @Nested
  class Fragments {
    @Test
    void readsTheSameRequestsAtEverySplit() throws WireException {
      List<ClientMessage> expected = Samples.requests().toList();
      everySplit(Streams.toRuntime(Samples.requests()), false, expected);
    }

    @Test
    void readsTheSameAnswersAtEverySplit() throws WireException {
      List<RuntimeMessage> expected = Samples.answers().toList();
      everySplit(Streams.toClient(Samples.answers()), true, expected);
    }

    private void everySplit(byte[] stream, boolean answers, List<?> expected) throws WireException {
      for (int at = 0; at <= stream.length; at++) {
        FrameReader<?> reader = answers ? Streams.answers() : Streams.requests();
        byte[] head = Arrays.copyOf(stream, at);
        byte[] tail = Arrays.copyOfRange(stream, at, stream.length);
        assertThat(Streams.readAll(reader, head, tail)).as("split at " + at).isEqualTo(expected);
        reader.end();
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 1_000})
    void readsTheSameMessagesInPiecesOfOneSize(int size) throws WireException {
      byte[] stream = Streams.toRuntime(Samples.requests());
      byte[][] pieces = new byte[(stream.length + size - 1) / size][];
      for (int i = 0; i < pieces.length; i++) {
        int from = i * size;
        pieces[i] = Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size));
      }
      assertThat(Streams.readAll(Streams.requests(), pieces))
          .isEqualTo(Samples.requests().toList());
    }

    @Test
    void readsFromBuffersWithoutAnArray() throws WireException {
      byte[] stream = Streams.toRuntime(Samples.requests().limit(1));
      ByteBuffer direct = ByteBuffer.allocateDirect(stream.length + 1).put(stream).flip();
      FrameReader<ClientMessage> reader = Streams.requests();
      assertThat(reader.read(direct.asReadOnlyBuffer()))
          .isEqualTo(Samples.requests().findFirst().orElseThrow());
    }

    @Test
    void leavesTheBytesBehindAMessageInTheBuffer() throws WireException {
      ByteBuffer source = ByteBuffer.wrap(WireBytes.hex("040401"));
      FrameReader<ClientMessage> reader = Streams.requests();
      assertThat(reader.read(source)).isEqualTo(new Heartbeat());
      assertThat(source.remaining()).isEqualTo(2);
      assertThat(reader.read(source)).isEqualTo(new Heartbeat());
      assertThat(reader.read(source)).isNull();
      assertThat(source.hasRemaining()).isFalse();
    }

    @Test
    void emptyInputYieldsNoMessage() throws WireException {
      FrameReader<ClientMessage> reader = Streams.requests();
      assertThat(reader.read(ByteBuffer.allocate(0))).isNull();
      reader.end();
    }

    @Test
    void messageDoesNotChangeWithTheBufferItCameIn() throws WireException {
      byte[] stream =
          FrameEncoder.toRuntime(PolicyQuery.toolCall("a", "t", ImmutableBytes.ofText("{\"n\":1}")))
              .array();
      PolicyQuery query = (PolicyQuery) Streams.request(stream);
      Arrays.fill(stream, (byte) 'x');
      assertThat(((ActionContext.ToolCall) query.context()).arguments().text())
          .isEqualTo("{\"n\":1}");
    }
  }

  @Nested
  class Truncated {
    @Test
    void endOfStreamWithinAFrameIsAFault() throws WireException {
      byte[] frame = FrameEncoder.toRuntime(Samples.query(new ActionContext.Missing())).array();
      for (int length = 1; length < frame.length; length++) {
        FrameReader<ClientMessage> reader = Streams.requests();
        assertThat(Streams.readAll(reader, Arrays.copyOf(frame, length))).isEmpty();
        WireException fault = catchThrowableOfType(WireException.class, reader::end);
        assertThat(fault.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(fault).hasMessageContaining("frame 1 (tag 1) at byte 0");
        assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(frame))).isSameAs(fault);
      }
    }

    @Test
    void endOfStreamWithinASkippedFrameIsAFault() throws WireException {
      FrameReader<RuntimeMessage> reader = Streams.answers();
      assertThat(Streams.readAll(reader, WireBytes.hex("0902ff"))).isEmpty();
      assertThatExceptionOfType(WireException.class).isThrownBy(reader::end);
    }
  }

  @Nested
  class Lengths {
    @Test
    void acceptsTheLargestPayload() throws WireException {
      byte[] frame = WireBytes.frame(1, queryOf(LIMIT));
      PolicyQuery query = (PolicyQuery) Streams.request(frame);
      assertThat(((ActionContext.ToolCall) query.context()).arguments().size())
          .isEqualTo(LIMIT - 15);
      assertThat(FrameEncoder.toRuntime(query).remaining()).isEqualTo(frame.length);
    }

    @Test
    void acceptsTheLargestPayloadInPieces() throws WireException {
      byte[] frame = WireBytes.frame(1, queryOf(LIMIT));
      FrameReader<ClientMessage> reader = Streams.requests();
      ByteBuffer source = ByteBuffer.wrap(frame);
      ClientMessage message = null;
      for (int end = 1_000; message == null; end += 1_000) {
        source.limit(Math.min(frame.length, end));
        message = reader.read(source);
      }
      assertThat(source.position()).isEqualTo(frame.length);
    }

    @Test
    void refusesAPayloadOneByteTooLargeBeforeItArrives() {
      byte[] head = WireBytes.payload().octet(1).varint(LIMIT + 1).toArray();
      WireException fault = refused(Streams.requests(), head);
      assertThat(fault.kind()).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
      assertThat(fault)
          .hasMessage(
              "frame 1 (tag 1) at byte 0: 8388609 bytes of payload, but at most 8388608 are"
                  + " allowed");
    }

    @Test
    void refusesToSkipAPayloadOneByteTooLarge() {
      byte[] head = WireBytes.payload().octet(77).varint(LIMIT + 1).toArray();
      assertThat(refused(Streams.answers(), head).kind()).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
    }

    @Test
    void obeysASmallerLimit() throws WireException {
      byte[] five = WireBytes.frame(1, WireBytes.payload().text(2, "abc").toArray());
      byte[] six = WireBytes.frame(1, WireBytes.payload().text(2, "abcd").toArray());
      assertThat(Streams.readAll(FrameReader.ofRequests(5), five)).hasSize(1);
      assertThat(refused(FrameReader.ofRequests(5), six).kind()).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
    }

    @Test
    void refusesInvalidLimits() {
      assertThatIllegalArgumentException().isThrownBy(() -> FrameReader.ofRequests(-1));
      assertThatIllegalArgumentException().isThrownBy(() -> FrameReader.ofAnswers(LIMIT + 1));
    }

    @ParameterizedTest
    @CsvSource({
      "03 00",
      "03 80 00",
      "03 80 80 80 80 00",
      "03 80 80 80 80 80 80 80 80 80 00",
    })
    void acceptsLengthsWithPaddingUpToTenBytes(String hex) throws WireException {
      assertThat(Streams.answer(WireBytes.hex(hex.replace(" ", "")))).isEqualTo(new Ack());
    }

    @ParameterizedTest
    @CsvSource({
      // eleven bytes; the reader does not wait for the last one
      "01 80 80 80 80 80 80 80 80 80 80, LENGTH_OVERLONG",
      "01 ff ff ff ff ff ff ff ff ff ff 01, LENGTH_OVERLONG",
      // bits above the 64th: cut off, this would be a length of 0
      "01 80 80 80 80 80 80 80 80 80 02, LENGTH_OVERLONG",
      "01 80 80 80 80 80 80 80 80 80 7e, LENGTH_OVERLONG",
      // negative as a long, and negative as an int
      "01 ff ff ff ff ff ff ff ff ff 01, PAYLOAD_TOO_LARGE",
      "01 80 80 80 80 08, PAYLOAD_TOO_LARGE",
      // as an int this would be a length of 0
      "01 80 80 80 80 10, PAYLOAD_TOO_LARGE",
    })
    void refusesLengthsOutOfRange(String hex, Kind kind) {
      byte[] bytes = WireBytes.hex(hex.replace(" ", ""));
      assertThat(refused(Streams.requests(), bytes).kind()).isEqualTo(kind);
      assertThat(refused(Streams.answers(), bytes).kind()).isEqualTo(kind);
    }

    @Test
    void emptyPayloadIsAnEmptyMessage() throws WireException {
      PolicyQuery query = (PolicyQuery) Streams.request(WireBytes.hex("0100"));
      assertThat(query.agent()).isEqualTo(AgentId.NONE);
      assertThat(query.context()).isEqualTo(new ActionContext.Missing());
      PolicyResponse response = (PolicyResponse) Streams.answer(WireBytes.hex("0100"));
      assertThat(response.decision()).isEqualTo(Decision.UNSPECIFIED);
    }
  }

  @Nested
  class Tags {
    @Test
    void refusesEveryUnknownTagFromAClient() {
      for (int tag = 0; tag < 256; tag++) {
        if (tag >= 1 && tag <= 4) {
          continue;
        }
        WireException fault = refused(Streams.requests(), new byte[] {(byte) tag});
        assertThat(fault.kind()).isEqualTo(tag == 5 ? Kind.UNEXPECTED_TAG : Kind.UNKNOWN_TAG);
      }
    }

    @Test
    void skipsEveryUnknownTagFromARuntime() throws WireException {
      for (int tag = 0; tag < 256; tag++) {
        if (tag >= 1 && tag <= 5) {
          continue;
        }
        byte[] stream =
            WireBytes.concat(WireBytes.frame(tag, new byte[300]), WireBytes.hex("0300"));
        assertThat(Streams.readAll(Streams.answers(), stream))
            .containsExactly(new UnknownFrame(tag, 300), new Ack());
      }
    }

    @Test
    void refusesAChallengeAfterTheHandshake() {
      byte[] bytes = WireBytes.hex(ContractVectorsTest.CHALLENGE);
      assertThat(refused(Streams.answers(), bytes).kind()).isEqualTo(Kind.UNEXPECTED_TAG);
    }

    @Test
    void acceptsAnAckWithContents() throws WireException {
      assertThat(Streams.answer(WireBytes.hex("0302ffff"))).isEqualTo(new Ack());
    }

    @Test
    void heartbeatWithALengthEndsTheConnection() {
      FrameReader<ClientMessage> reader = Streams.requests();
      assertThat(refused(reader, WireBytes.hex("0400")).kind()).isEqualTo(Kind.UNKNOWN_TAG);
    }
  }

  @Nested
  class AfterAFault {
    @Test
    void staysAtFaultAndReadsNothing() {
      FrameReader<RuntimeMessage> reader = Streams.answers();
      WireException fault = refused(reader, WireBytes.hex("010108"));
      assertThat(fault.kind()).isEqualTo(Kind.UNDECODABLE);
      ByteBuffer allow = ByteBuffer.wrap(WireBytes.hex("01020801"));
      assertThatThrownBy(() -> reader.read(allow)).isSameAs(fault);
      assertThatThrownBy(reader::end).isSameAs(fault);
      assertThat(allow.remaining()).isEqualTo(4);
    }

    @Test
    void faultNamesThePlace() {
      byte[] stream =
          WireBytes.concat(
              WireBytes.hex("0300"), WireBytes.frame(9, new byte[200]), WireBytes.hex("010108"));
      assertThat(refused(Streams.answers(), stream))
          .hasMessageStartingWith("frame 3 (tag 1) at byte 205: ");
    }
  }

  @Nested
  class Memory {
    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();

    private long allocatedBy(FrameReader<?> reader, ByteBuffer source) throws WireException {
      long before = threads.getCurrentThreadAllocatedBytes();
      reader.read(source);
      return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void lengthAloneReservesNothing() throws WireException {
      byte[] head = WireBytes.payload().octet(1).varint(LIMIT).raw(new byte[1]).toArray();
      allocatedBy(Streams.requests(), ByteBuffer.wrap(head)); // loads classes
      assertThat(allocatedBy(Streams.requests(), ByteBuffer.wrap(head))).isLessThan(16_384);
    }

    @Test
    void bufferGrowsWithTheArrivedBytes() throws WireException {
      FrameReader<ClientMessage> reader = Streams.requests();
      byte[] piece = new byte[100_000];
      Streams.readAll(reader, WireBytes.payload().octet(1).varint(LIMIT).toArray());
      long allocated = 0;
      for (int i = 0; i < 50; i++) {
        allocated += allocatedBy(reader, ByteBuffer.wrap(piece));
      }
      assertThat(allocated).isLessThan(4L * 50 * piece.length);
    }

    @Test
    void skippingReservesNothing() throws WireException {
      byte[] frame = WireBytes.frame(200, new byte[LIMIT]);
      allocatedBy(Streams.answers(), ByteBuffer.wrap(WireBytes.hex("c801aa"))); // loads classes
      assertThat(allocatedBy(Streams.answers(), ByteBuffer.wrap(frame))).isLessThan(16_384);
    }
  }

  @Test
  void everyMessageSurvivesARoundTrip() throws WireException {
    for (ClientMessage message : Samples.requests().toList()) {
      assertThat(Streams.request(Streams.toRuntime(Stream.of(message)))).isEqualTo(message);
    }
    for (RuntimeMessage message : Samples.answers().toList()) {
      assertThat(Streams.answer(Streams.toClient(Stream.of(message)))).isEqualTo(message);
    }
  }
}
