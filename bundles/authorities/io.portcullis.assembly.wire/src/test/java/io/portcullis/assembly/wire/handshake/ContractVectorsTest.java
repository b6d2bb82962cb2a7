// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.assembly.wire.ImmutableBytes;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.codec.Streams;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.Heartbeat;
import io.portcullis.assembly.wire.messages.PolicyQuery;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.WireBytes;
import io.portcullis.assembly.wire.values.Decision;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The worked vectors of the contract, computed with another implementation of Ed25519. */
public class ContractVectorsTest {
  public static final String CHALLENGE =
      "05220a20000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String PUBLIC_KEY =
      "d327c61cc7d0e729494bcb1fb449722396c2797086921c891cf92520fd2a5a38";
  private static final String DID = "did:key:z6MktfXFDYdA3oLQfv83Be27EQtgD9BHC5u5fZNZS61ewTPM";
  private static final String SIGNATURE =
      "3d5fffb121219ae8e4f5af33f3213983df4f07dde896bd7b0c3b0d95d4aa2452"
          + "ba4a75d766f9b11e8cf82a2dddc045f0cbffbb2072cb635b18228dd1526c0200";
  public static final String PROOF =
      "05c5010a386469643a6b65793a7a364d6b7466584644596441336f4c51667638334265323745517467443942"
          + "4843357535665a4e5a533631657754504d124064333237633631636337643065373239343934626362316662"
          + "3434393732323339366332373937303836393231633839316366393235323066643261356133381a40"
          + SIGNATURE
          + "2205302e302e31";
  private static final String QUERY =
      "01210a091a076167656e742d312802321212100a0a64656c6574655f616c6c1a027b7d";
  private static final String DENIAL =
      "013008021215746f6f6c2064656e69656420627920706f6c6963791a15746f6f6c2064656e69656420627920"
          + "706f6c696379";

  private static final AgentKey AGENT_1 = AgentKey.of("agent-1");

  /** Returns 0, 1, 2, … as the nonce of the vectors. */
  public static SecureRandom counting() {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) i;
        }
      }
    };
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[32];
    counting().nextBytes(nonce);
    return nonce;
  }

  @Test
  void derivesThePublicKeyFromTheAgentId() {
    assertThat(AGENT_1.publicKey()).isEqualTo(PUBLIC_KEY);
    assertThat(AgentKey.of("my-agent").publicKey())
        .isEqualTo("422d38b142997b57591596c5e5143f4b43257b9bb09a1a267269443d68184f9d");
  }

  @Test
  void writesThePublicKeyAsDid() {
    assertThat(AGENT_1.did()).isEqualTo(DID);
    assertThat(AgentKey.of("my-agent").did())
        .isEqualTo("did:key:z6Mkiuawv2ptvhkNwATNd6QEcn6ZZzD5DAhetWCgnCtEfk8U");
  }

  @Test
  void signsNonceAndVersion() {
    assertThat(signature(AGENT_1, "0.0.1")).isEqualTo(SIGNATURE);
    assertThat(signature(AgentKey.of("my-agent"), ""))
        .isEqualTo(
            "fcdf5ca511f515902ec7d505ac0173ad7ad2dba6cf6e6cbcafb522ac7fbd6bf1"
                + "52f720fde46c6441491d17ec1fc0f17a360f593e79abe581d1a6980db0d91409");
  }

  private static String signature(AgentKey key, String version) {
    byte[] message = ClientHandshake.signedMessage(nonce(), version);
    byte[] signature = key.sign(message);
    assertThat(key.verifies(message, signature)).isTrue();
    return HexFormat.of().formatHex(signature);
  }

  @Test
  void writesTheChallenge() {
    ByteBuffer challenge = new ServerHandshake(AGENT_1, counting()).challenge();
    assertThat(WireBytes.hex(challenge)).isEqualTo(CHALLENGE);
  }

  @Test
  void answersTheChallengeWithTheProof() throws WireException {
    ByteBuffer proof =
        new ClientHandshake(AGENT_1, "0.0.1").read(ByteBuffer.wrap(WireBytes.hex(CHALLENGE)));
    assertThat(WireBytes.hex(proof)).isEqualTo(PROOF);
  }

  @Test
  void acceptsTheProof() throws WireException {
    ServerHandshake server = new ServerHandshake(AGENT_1, counting());
    assertThat(server.read(ByteBuffer.wrap(WireBytes.hex(PROOF))))
        .isEqualTo(new ProvenPeer(DID, "0.0.1"));
  }

  @Test
  void writesAndReadsTheQuery() throws WireException {
    PolicyQuery query = PolicyQuery.toolCall("agent-1", "delete_all", ImmutableBytes.ofText("{}"));
    assertThat(WireBytes.hex(FrameEncoder.toRuntime(query))).isEqualTo(QUERY);
    assertThat(Streams.request(WireBytes.hex(QUERY))).isEqualTo(query);
  }

  @Test
  void writesAndReadsTheDenial() throws WireException {
    PolicyResponse denial =
        PolicyResponse.of(Decision.DENY, "tool denied by policy", "tool denied by policy");
    assertThat(WireBytes.hex(FrameEncoder.toClient(denial))).isEqualTo(DENIAL);
    assertThat(Streams.answer(WireBytes.hex(DENIAL))).isEqualTo(denial);
    assertThat(denial.decision()).isEqualTo(Decision.DENY);
  }

  @Test
  void heartbeatIsOneByteWithoutLength() throws WireException {
    assertThat(WireBytes.hex(FrameEncoder.toRuntime(new Heartbeat()))).isEqualTo("04");
    assertThat(Streams.request(WireBytes.hex("04"))).isEqualTo(new Heartbeat());
  }

  @Test
  void ackHasALengthOfZero() throws WireException {
    assertThat(WireBytes.hex(FrameEncoder.toClient(new Ack()))).isEqualTo("0300");
    assertThat(Streams.answer(WireBytes.hex("0300"))).isEqualTo(new Ack());
  }
}
