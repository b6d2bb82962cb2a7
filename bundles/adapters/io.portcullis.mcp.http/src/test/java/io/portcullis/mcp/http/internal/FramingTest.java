// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.connection.StrictFraming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that something in front of the gateway could take for others. */
class FramingTest {
  private static final String HEAD =
      "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
          + ClientStub.BOTH
          + "\r\n";
  private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String CALL = GatewayRig.CALL;
  private static final String SIZE = Integer.toHexString(CALL.length());

  private GatewayRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new GatewayRig();
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private ClientStub send(String text) throws IOException {
    return rig.client()
        .raw(text.replace("%d", "" + rig.gateway.port()).getBytes(StandardCharsets.ISO_8859_1));
  }

  private void assertRefused(int status, String text) throws IOException {
    ClientStub.Whole reply = send(text).whole();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.head().header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(reply.body()).doesNotContain("<");
    assertThat(rig.gate.asked).isEmpty();
    assertThat(rig.server.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y\n",
        "Mcp-Session-Id: a\nX: b\r\n",
        "X: y\r \r\n",
        "X: y\r\n\n",
        "Content-Length: +1\r\n",
        "Content-Length: 0x1\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "Bro ken: x\r\n"
      })
  void headThatCanBeReadInTwoWaysIsRefused(String headers) throws IOException {
    assertRefused(400, HEAD + headers + "\r\n{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "chunked, chunked", "x, chunked", "\"chunked\""})
  void transferEncodingOtherThanChunkedIsRefused(String coding) throws IOException {
    ClientStub.Whole reply =
        send(HEAD
                + "Transfer-Encoding: "
                + coding
                + "\r\n\r\n"
                + SIZE
                + "\r\n"
                + CALL
                + "\r\n0\r\n\r\n")
            .whole();
    assertThat(reply.status()).isIn(400, 501);
    assertThat(rig.gate.asked).isEmpty();
    assertThat(rig.server.received).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "S~\\n|~\\r\\n0\\r\\n\\r\\n",
        "S\\r\\n|~\\n0\\r\\n\\r\\n",
        "S\\r\\n|~\\r\\n0\\n\\r\\n",
        "S\\r\\n|~\\r\\n0\\r\\n\\n",
        "S\\r\\n|~\\r\\n0\\r\\nX: y\\n\\r\\n",
        "S;a=\"\\n5\\r\\n|~\\r\\n0\\r\\n\\r\\n",
        "+S\\r\\n|~\\r\\n0\\r\\n\\r\\n",
        "0xS\\r\\n|~\\r\\n0\\r\\n\\r\\n",
        "fffffffffffffffff\\r\\n|~\\r\\n0\\r\\n\\r\\n",
        "S\\r\\n|~XX\\r\\n0\\r\\n\\r\\n"
      })
  void chunksThatCanBeReadInTwoWaysAreRefused(String before, String after) throws IOException {
    assertRefused(400, CHUNKED + bytes(before) + CALL + bytes(after));
  }

  private static String bytes(String text) {
    return text.replace("~", "").replace("S", SIZE).replace("\\r", "\r").replace("\\n", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"S\\r\\n", "S;a=b\\r\\n", "000S\\r\\n"})
  void chunksThatAreFramedAsTheyMustBePass(String size) throws IOException {
    String text =
        CHUNKED
            + bytes(size)
            + CALL
            + bytes("\\r\\n0\\r\\nX: y\\r\\n\\r\\n")
            + CHUNKED
            + bytes(size)
            + CALL
            + bytes("\\r\\n0\\r\\n\\r\\n");
    ClientStub client = send(text);
    assertThat(client.whole().body()).contains("\"done\":true");
    assertThat(rig.server.executions()).isPositive();
  }

  @Test
  void bodyMayHoldAnyLineEnd() throws IOException {
    String body = CALL.replace(",", ",\n\r\n");
    ClientStub client = rig.client();
    for (int n = 0; n < 2; n++) {
      assertThat(client.post(body).whole().body()).contains("\"done\":true");
    }
    client.raw("\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.post(body).whole().body()).contains("\"done\":true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-16; x=utf-8",
        "application/json; charset=latin1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json\r\nContent-Type: text/plain",
        "application/vnd.x+json",
        "text/plain"
      })
  void mediaTypeThatIsNotPlainlyJsonIsRefused(String type) throws IOException {
    assertRefused(
        415,
        HEAD.replace("application/json\r\n" + ClientStub.BOTH, type + "\r\n" + ClientStub.BOTH)
            + "Content-Length: "
            + CALL.length()
            + "\r\n\r\n"
            + CALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";charset=utf-8", "; charset=\"UTF-8\"", "; profile=x", ";"})
  void mediaTypeMayHaveParameters(String parameters) throws IOException {
    assertThat(rig.post(CALL, "Content-Type: application/json" + parameters).status())
        .isEqualTo(200);
  }

  /** However the bytes come in, the same of them pass. */
  @Test
  void framingDoesNotDependOnHowTheBytesAreDivided() throws IOException {
    String good = (CHUNKED + bytes("S\\r\\n") + CALL + bytes("\\r\\n0\\r\\n\\r\\n")).repeat(2);
    byte[] all = (good + "POST /mcp HTTP/1.1\nHost: x").getBytes(StandardCharsets.ISO_8859_1);
    int passes = good.length() + "POST /mcp HTTP/1.1".length() + 1; // the spoilt one
    for (int step = 1; step <= all.length; step++) {
      StrictFraming framing = new StrictFraming();
      int passed = 0;
      for (int at = 0; at < all.length; at += step) {
        ByteBuffer piece = ByteBuffer.wrap(all, at, Math.min(step, all.length - at));
        ByteBuffer buffer = BufferUtil.allocate(all.length);
        int came =
            framing.fill(
                buffer,
                b -> {
                  int length = piece.remaining();
                  BufferUtil.append(b, piece);
                  return length;
                });
        assertThat(came).isEqualTo(buffer.hasRemaining() ? buffer.remaining() : -1);
        passed += buffer.remaining();
      }
      assertThat(passed).as("in steps of " + step).isEqualTo(passes);
    }
  }
}
