// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as another implementation might write them, valid or not. */
final class WireBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  static WireBytes payload() {
    return new WireBytes();
  }

  /** A frame around a payload, with the shortest length. */
  static byte[] frame(int tag, byte[] payload) {
    return new WireBytes().octet(tag).varint(payload.length).raw(payload).toArray();
  }

  static byte[] concat(byte[]... parts) {
    WireBytes all = new WireBytes();
    for (byte[] part : parts) {
      all.raw(part);
    }
    return all.toArray();
  }

  WireBytes octet(int value) {
    out.write(value);
    return this;
  }

  WireBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  WireBytes varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  WireBytes number(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  WireBytes block(int field, byte[] value) {
    return varint((long) field << 3 | 2).varint(value.length).raw(value);
  }

  WireBytes text(int field, String value) {
    return block(field, value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
