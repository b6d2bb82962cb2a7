// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.messages;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as another implementation might write them, valid or not. */
public final class WireBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  public static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  public static WireBytes payload() {
    return new WireBytes();
  }

  /** Writes a frame around a payload, with the shortest length. */
  public static byte[] frame(int tag, byte[] payload) {
    return new WireBytes().octet(tag).varint(payload.length).raw(payload).toArray();
  }

  public static byte[] concat(byte[]... parts) {
    WireBytes all = new WireBytes();
    for (byte[] part : parts) {
      all.raw(part);
    }
    return all.toArray();
  }

  public WireBytes octet(int value) {
    out.write(value);
    return this;
  }

  public WireBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public WireBytes varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  public WireBytes number(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  public WireBytes block(int field, byte[] value) {
    return varint((long) field << 3 | 2).varint(value.length).raw(value);
  }

  public WireBytes text(int field, String value) {
    return block(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] toArray() {
    return out.toByteArray();
  }
}
