// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.control.internal.server.ControlTestClient;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandRequestTest {

  private static List<String> read(byte... bytes) throws Exception {
    return CommandRequest.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  private static byte[] framed(byte... body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  @Test
  void givesTheWordsAsTheyAreEmptyOnesToo() throws Exception {
    assertThat(read(ControlTestClient.request("check", "", "a b", "\"$x\" | ü\n", "")))
        .containsExactly("check", "", "a b", "\"$x\" | ü\n", "");
  }

  @Test
  void requestMayArriveInPieces() throws Exception {
    InputStream oneByOne =
        new ByteArrayInputStream(ControlTestClient.request("status", "--json")) {
          @Override
          public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(1, length));
          }
        };
    assertThat(CommandRequest.read(Channels.newChannel(oneByOne)))
        .containsExactly("status", "--json");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {-1, Integer.MIN_VALUE, ClientLimits.MAX_REQUEST_BYTES + 1, Integer.MAX_VALUE})
  void requestThatIsTooLongIsRefusedBeforeItsBodyIsRead(int length) {
    byte[] header = ByteBuffer.allocate(4).putInt(length).array();
    assertThatThrownBy(() -> read(header))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessage(
            "the request of %s bytes is longer than 2097152 bytes",
            Integer.toUnsignedString(length));
  }

  @Test
  void requestMayHaveTheFullLength() throws Exception {
    String word = "x".repeat(ClientLimits.MAX_REQUEST_BYTES - 1);
    assertThat(read(ControlTestClient.request(word))).containsExactly(word);
  }

  @Test
  void requestIsRefusedWhenItIsMalformed() {
    assertThatThrownBy(() -> read(framed())).hasMessage("the request names no command");
    assertThatThrownBy(() -> read(framed("status".getBytes(StandardCharsets.UTF_8))))
        .hasMessage("the request does not end with a zero byte");
    assertThatThrownBy(() -> read(framed((byte) 0xc3, (byte) 0x28, (byte) 0)))
        .hasMessage("the request is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5, 10})
  void endsEarlyWhenTheClientLeaves(int after) {
    byte[] start = Arrays.copyOf(ControlTestClient.request("status"), after);
    assertThatThrownBy(() -> read(start)).isInstanceOf(EOFException.class);
  }
}
