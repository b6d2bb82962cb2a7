// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.codec.FrameEncoder;
import io.portcullis.assembly.wire.handshake.ContractVectorsTest;
import io.portcullis.assembly.wire.values.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random frames from a seed: valid ones, damaged ones, and noise. */
public final class FrameGenerator {
  private static final int SMALL_NOISE = 64;

  private final SplittableRandom random;
  private final List<byte[]> good = new ArrayList<>();

  public FrameGenerator(long seed) throws WireException {
    random = new SplittableRandom(seed);
    for (ClientMessage message : Samples.requests().toList()) {
      good.add(FrameEncoder.toRuntime(message).array());
    }
    for (RuntimeMessage message : Samples.answers().toList()) {
      good.add(FrameEncoder.toClient(message).array());
    }
    good.add(WireBytes.hex(ContractVectorsTest.CHALLENGE));
    good.add(WireBytes.hex(ContractVectorsTest.PROOF));
    good.add(new byte[] {4});
  }

  public byte[] next() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> any();
      case 3, 4, 5 -> flipped();
      case 6 -> cut();
      case 7 -> spliced();
      case 8 -> grown();
      case 9 -> claiming();
      case 10 -> noise();
      case 11 -> nested();
      case 12 -> crowded();
      default -> structured();
    };
  }

  private byte[] any() {
    return good.get(random.nextInt(good.size())).clone();
  }

  private byte[] flipped() {
    byte[] frame = any();
    for (int i = random.nextInt(4); i >= 0; i--) {
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return frame;
  }

  private byte[] cut() {
    byte[] frame = any();
    return Arrays.copyOf(frame, random.nextInt(frame.length) + 1);
  }

  private byte[] spliced() {
    byte[] head = cut();
    byte[] tail = any();
    return WireBytes.concat(
        head, Arrays.copyOfRange(tail, random.nextInt(tail.length), tail.length));
  }

  private byte[] grown() {
    byte[] frame = any();
    int at = random.nextInt(frame.length) + 1;
    return WireBytes.concat(
        Arrays.copyOf(frame, at), noise(), Arrays.copyOfRange(frame, at, frame.length));
  }

  /** Writes a length of any size with few bytes behind it. */
  private byte[] claiming() {
    long length = random.nextLong() >>> random.nextInt(64);
    return WireBytes.payload().octet(tag()).varint(length).raw(noise()).toArray();
  }

  private byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(SMALL_NOISE)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] nested() {
    byte[] payload = new byte[0];
    for (int i = random.nextInt(60); i >= 0; i--) {
      payload = WireBytes.payload().block(5, payload).toArray();
    }
    return WireBytes.frame(tag(), WireBytes.payload().block(28, payload).toArray());
  }

  /** Writes the same small field many times. */
  private byte[] crowded() {
    WireBytes payload = WireBytes.payload();
    int field = 1 + random.nextInt(32);
    for (int i = random.nextInt(random.nextInt(100) == 0 ? 20_000 : 50); i >= 0; i--) {
      payload.block(field, new byte[0]);
    }
    return WireBytes.frame(tag(), payload.toArray());
  }

  /** Writes fields of valid and invalid types and numbers, in a valid frame. */
  private byte[] structured() {
    return WireBytes.frame(tag(), fields(random.nextInt(4)));
  }

  private byte[] fields(int depth) {
    WireBytes payload = WireBytes.payload();
    for (int i = random.nextInt(6); i > 0; i--) {
      int number = 1 + random.nextInt(34);
      switch (random.nextInt(depth > 0 ? 6 : 4)) {
        case 0 -> payload.number(number, random.nextLong() >>> random.nextInt(64));
        case 1 -> payload.number(number, random.nextInt(6));
        case 2 -> payload.text(number, "text \u00e4 " + random.nextInt());
        case 3 -> payload.block(number, noise());
        default -> payload.block(number, fields(depth - 1));
      }
    }
    return payload.toArray();
  }

  private int tag() {
    return random.nextInt(8) == 0 ? random.nextInt(256) : 1 + random.nextInt(5);
  }
}
