// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.simulator;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.messages.PolicyResponse;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.values.Decision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** The frames of the simulator, including those that no encoder writes. */
final class SimulatorFrames {
  private static final int CHALLENGE_TAG = 5;
  private static final int NONCE_FIELD = 0x0A;
  private static final int OVERSIZE_HEAD = 5;

  private SimulatorFrames() {}

  static byte[] of(RuntimeMessage message) {
    try {
      return FrameEncoder.toClient(message).array();
    } catch (WireException e) {
      throw new IllegalArgumentException("the script contains a message that cannot be written", e);
    }
  }

  static byte[] allow() {
    return of(PolicyResponse.of(Decision.ALLOW, "without a query", ""));
  }

  /** Returns a challenge of any length below 100. */
  static byte[] challenge(int nonceBytes) {
    byte[] frame = new byte[4 + nonceBytes];
    frame[0] = CHALLENGE_TAG;
    frame[1] = (byte) (2 + nonceBytes);
    frame[2] = NONCE_FIELD;
    frame[3] = (byte) nonceBytes;
    Arrays.fill(frame, 4, frame.length, (byte) 7);
    return frame;
  }

  /** Returns a whole frame whose payload is one byte too large. */
  static byte[] oversize(int tag) {
    int payload = WireLimits.MAX_PAYLOAD_BYTES + 1;
    ByteBuffer frame = ByteBuffer.allocate(OVERSIZE_HEAD + payload);
    return frame.put((byte) tag).put(hex("81808004")).array();
  }

  static byte[] garbage() {
    return hex("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static byte[] half(byte[] frame) {
    return Arrays.copyOf(frame, frame.length / 2);
  }
}
