// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.WireBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final AgentKey KEY = AgentKey.of("agent-1");
  private static final byte[] CHALLENGE = WireBytes.hex(ContractVectorsTest.CHALLENGE);
  private static final byte[] PROOF = WireBytes.hex(ContractVectorsTest.PROOF);

  private static ServerHandshake server() {
    return new ServerHandshake(KEY, ContractVectorsTest.counting());
  }

  private static ClientHandshake client() {
    return new ClientHandshake(KEY, "0.0.1");
  }

  private static Kind serverRefuses(byte[] bytes) {
    ServerHandshake server = server();
    WireException fault =
        catchThrowableOfType(WireException.class, () -> server.read(ByteBuffer.wrap(bytes)));
    assertThat(server.isDone()).isFalse();
    assertThatThrownBy(() -> server.read(ByteBuffer.wrap(PROOF))).isSameAs(fault);
    return fault.kind();
  }

  private static Kind clientRefuses(byte[] bytes) {
    ClientHandshake client = client();
    WireException fault =
        catchThrowableOfType(WireException.class, () -> client.read(ByteBuffer.wrap(bytes)));
    assertThat(client.isDone()).isFalse();
    assertThatThrownBy(() -> client.read(ByteBuffer.wrap(CHALLENGE))).isSameAs(fault);
    return fault.kind();
  }

  private static byte[] proof(String did, String key, byte[] signature, String version) {
    return WireBytes.frame(
        5,
        WireBytes.payload()
            .text(1, did)
            .text(2, key)
            .block(3, signature)
            .text(4, version)
            .toArray());
  }

  private static byte[] signed(byte[] nonce, String version) {
    return KEY.sign(ClientHandshake.signedMessage(nonce, version));
  }

  private static byte[] nonce() {
    return Arrays.copyOfRange(CHALLENGE, 4, CHALLENGE.length);
  }

  @Nested
  class BothSides {
    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.1", "äöü \uD83D\uDE00"})
    void sidesWithTheSameKeyAgree(String version) throws WireException {
      ServerHandshake server = new ServerHandshake(KEY, new SecureRandom());
      ClientHandshake client = new ClientHandshake(AgentKey.of("agent-1"), version);
      ByteBuffer proof = client.read(server.challenge());
      assertThat(client.isDone()).isTrue();
      assertThat(server.read(proof)).isEqualTo(new ProvenPeer(KEY.did(), version));
      assertThat(server.isDone()).isTrue();
    }

    @Test
    void sidesWithDifferentAgentsDoNotAgree() throws WireException {
      ServerHandshake server = server();
      ByteBuffer proof = new ClientHandshake(AgentKey.of("agent-2"), "").read(server.challenge());
      assertThat(catchThrowableOfType(WireException.class, () -> server.read(proof)).kind())
          .isEqualTo(Kind.WRONG_KEY);
    }

    @Test
    void sidesAgreeAtEverySplit() throws WireException {
      for (int at = 0; at < CHALLENGE.length; at++) {
        ClientHandshake client = client();
        assertThat(client.read(ByteBuffer.wrap(CHALLENGE, 0, at))).isNull();
        assertThat(client.read(ByteBuffer.wrap(CHALLENGE, at, CHALLENGE.length - at)))
            .isEqualTo(ByteBuffer.wrap(PROOF));
      }
      for (int at = 0; at < PROOF.length; at++) {
        ServerHandshake server = server();
        assertThat(server.read(ByteBuffer.wrap(PROOF, 0, at))).isNull();
        assertThat(server.isDone()).isFalse();
        assertThat(server.read(ByteBuffer.wrap(PROOF, at, PROOF.length - at))).isNotNull();
      }
    }

    @Test
    void bytesBehindTheHandshakeStayInTheBuffer() throws WireException {
      ByteBuffer answers = ByteBuffer.wrap(WireBytes.concat(CHALLENGE, new byte[] {3, 0}));
      assertThat(client().read(answers)).isNotNull();
      assertThat(Streams.answers().read(answers)).isEqualTo(new Ack());
      ByteBuffer requests = ByteBuffer.wrap(WireBytes.concat(PROOF, new byte[] {4}));
      assertThat(server().read(requests)).isNotNull();
      assertThat(Streams.requests().read(requests)).isEqualTo(new Heartbeat());
    }

    @Test
    void handshakeRunsOnce() throws WireException {
      ClientHandshake client = client();
      client.read(ByteBuffer.wrap(CHALLENGE));
      assertThatIllegalStateException().isThrownBy(() -> client.read(ByteBuffer.wrap(CHALLENGE)));
      ServerHandshake server = server();
      server.read(ByteBuffer.wrap(PROOF));
      assertThatIllegalStateException().isThrownBy(() -> server.read(ByteBuffer.wrap(PROOF)));
    }

    @Test
    void handshakeToleratesUnknownFields() throws WireException {
      byte[] unknown = WireBytes.payload().text(9, "new").toArray();
      byte[] challenge = WireBytes.concat(unknown, WireBytes.payload().block(1, nonce()).toArray());
      assertThat(client().read(ByteBuffer.wrap(WireBytes.frame(5, challenge))))
          .isEqualTo(ByteBuffer.wrap(PROOF));
      byte[] proof = WireBytes.concat(Arrays.copyOfRange(PROOF, 3, PROOF.length), unknown);
      assertThat(server().read(ByteBuffer.wrap(WireBytes.frame(5, proof)))).isNotNull();
    }

    @Test
    void handshakeRefusesEveryOtherFirstTag() {
      for (int tag = 0; tag < 256; tag++) {
        if (tag != 5) {
          assertThat(clientRefuses(new byte[] {(byte) tag})).isEqualTo(Kind.UNEXPECTED_TAG);
          assertThat(serverRefuses(new byte[] {(byte) tag})).isEqualTo(Kind.UNEXPECTED_TAG);
        }
      }
    }

    @Test
    void handshakeRefusesOneByteTooManyBeforeItArrives() {
      byte[] head =
          WireBytes.payload().octet(5).varint(WireLimits.MAX_HANDSHAKE_BYTES + 1).toArray();
      assertThat(clientRefuses(head)).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
      assertThat(serverRefuses(head)).isEqualTo(Kind.PAYLOAD_TOO_LARGE);
    }
  }

  @Nested
  class Client {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 64, 1_000})
    void refusesANonceOfAnotherLength(int bytes) {
      byte[] challenge = WireBytes.payload().block(1, new byte[bytes]).toArray();
      assertThat(clientRefuses(WireBytes.frame(5, challenge))).isEqualTo(Kind.WRONG_NONCE);
    }

    @Test
    void refusesAChallengeWithoutNonce() {
      assertThat(clientRefuses(WireBytes.hex("0500"))).isEqualTo(Kind.WRONG_NONCE);
    }

    @Test
    void refusesTwoNonces() {
      byte[] two = WireBytes.payload().block(1, nonce()).block(1, nonce()).toArray();
      assertThat(clientRefuses(WireBytes.frame(5, two))).isEqualTo(Kind.UNDECODABLE);
    }

    @Test
    void refusesVersionsThatCannotBeSent() {
      new ClientHandshake(KEY, "é".repeat(128));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClientHandshake(KEY, "é".repeat(128) + "x"));
      assertThatIllegalArgumentException().isThrownBy(() -> new ClientHandshake(KEY, "\uD800"));
    }
  }

  @Nested
  class Server {
    @Test
    void acceptsAnyDidOfTheClient() throws WireException {
      byte[] proof = proof("anything", KEY.publicKey(), signed(nonce(), ""), "");
      assertThat(server().read(ByteBuffer.wrap(proof))).isEqualTo(new ProvenPeer("anything", ""));
    }

    @Test
    void refusesTheKeyInUpperCase() {
      byte[] proof =
          proof(
              KEY.did(),
              KEY.publicKey().toUpperCase(java.util.Locale.ROOT),
              signed(nonce(), ""),
              "");
      assertThat(serverRefuses(proof)).isEqualTo(Kind.WRONG_KEY);
    }

    @Test
    void refusesAProofWithoutContents() {
      assertThat(serverRefuses(WireBytes.hex("0500"))).isEqualTo(Kind.WRONG_KEY);
    }

    @Test
    void refusesASignatureOfAnotherNonce() {
      byte[] proof = proof(KEY.did(), KEY.publicKey(), signed(new byte[32], ""), "");
      assertThat(serverRefuses(proof)).isEqualTo(Kind.WRONG_SIGNATURE);
    }

    @Test
    void refusesASignatureOfAnotherVersion() {
      byte[] proof = proof(KEY.did(), KEY.publicKey(), signed(nonce(), "1"), "2");
      assertThat(serverRefuses(proof)).isEqualTo(Kind.WRONG_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 65, 128})
    void refusesASignatureOfAnotherLength(int bytes) {
      byte[] signature = Arrays.copyOf(signed(nonce(), ""), bytes);
      byte[] proof = proof(KEY.did(), KEY.publicKey(), signature, "");
      assertThat(serverRefuses(proof)).isEqualTo(Kind.WRONG_SIGNATURE);
    }

    @Test
    void refusesASignatureWithAnyBitChanged() {
      for (int bit = 0; bit < 512; bit++) {
        byte[] signature = signed(nonce(), "");
        signature[bit / 8] ^= (byte) (1 << bit % 8);
        byte[] proof = proof(KEY.did(), KEY.publicKey(), signature, "");
        assertThat(serverRefuses(proof)).as("bit " + bit).isEqualTo(Kind.WRONG_SIGNATURE);
      }
    }

    @Test
    void refusesAProofWithOneFieldTwice() {
      byte[] payload = Arrays.copyOfRange(PROOF, 3, PROOF.length);
      byte[] twice = WireBytes.concat(payload, WireBytes.payload().text(4, "0.0.1").toArray());
      assertThat(serverRefuses(WireBytes.frame(5, twice))).isEqualTo(Kind.UNDECODABLE);
    }

    @Test
    void refusesTheProofOfAnotherConnection() throws WireException {
      ByteBuffer proof = client().read(server().challenge());
      ServerHandshake other = new ServerHandshake(KEY, new SecureRandom());
      assertThat(catchThrowableOfType(WireException.class, () -> other.read(proof)).kind())
          .isEqualTo(Kind.WRONG_SIGNATURE);
    }

    @Test
    void returnsTheSameChallengeEachTime() {
      ServerHandshake server = new ServerHandshake(KEY, new SecureRandom());
      assertThat(server.challenge()).isEqualTo(server.challenge());
      assertThat(server.challenge())
          .isNotEqualTo(new ServerHandshake(KEY, new SecureRandom()).challenge());
    }
  }

  @Nested
  class AgentIds {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.9", "."})
    void validAgentIdsAreAccepted(String id) {
      assertThat(AgentKey.of(id).agentId()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "..", "a..b", "ä", "a\n", "did:key:z6Mk"})
    void invalidAgentIdsAreRefused(String id) {
      assertThatIllegalArgumentException().isThrownBy(() -> AgentKey.of(id));
    }

    @Test
    void agentIdsHaveAtMost128Characters() {
      assertThat(AgentKey.of("a".repeat(128)).publicKey()).hasSize(64);
      assertThatIllegalArgumentException().isThrownBy(() -> AgentKey.of("a".repeat(129)));
    }
  }
}
