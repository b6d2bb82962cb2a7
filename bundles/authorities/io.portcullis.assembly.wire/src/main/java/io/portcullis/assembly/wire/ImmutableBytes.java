// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Immutable bytes, such as the unchanged arguments of a tool. Their text form shows only their
 * number. Two instances are equal if their bytes are.
 */
public final class ImmutableBytes {
  /** No bytes. */
  public static final ImmutableBytes EMPTY = new ImmutableBytes(new byte[0]);

  private final byte[] bytes;

  private ImmutableBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies bytes.
   *
   * @param bytes the bytes to copy
   * @return the copy
   */
  public static ImmutableBytes copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ImmutableBytes(bytes.clone());
  }

  /**
   * Copies the remaining bytes of a buffer, without changing its position.
   *
   * @param buffer the buffer to copy
   * @return the copy
   */
  public static ImmutableBytes copyOf(ByteBuffer buffer) {
    if (!buffer.hasRemaining()) {
      return EMPTY;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return new ImmutableBytes(bytes);
  }

  /**
   * Encodes text as UTF-8.
   *
   * @param text the text
   * @return its bytes
   * @throws WireException if the text has half of a surrogate pair: replacing it would change the
   *     text
   */
  public static ImmutableBytes ofText(String text) throws WireException {
    try {
      return copyOf(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new WireException(
          WireException.Kind.NOT_UTF8, "the text has half of a surrogate pair", e);
    }
  }

  /**
   * Decodes the bytes as UTF-8.
   *
   * @return the text
   * @throws WireException if the bytes are not well formed; nothing is replaced
   */
  public String text() throws WireException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WireException(WireException.Kind.NOT_UTF8, "the bytes are not UTF-8", e);
    }
  }

  /**
   * Returns the number of bytes.
   *
   * @return the count
   */
  public int size() {
    return bytes.length;
  }

  /**
   * Copies the bytes out.
   *
   * @return a new array
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImmutableBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return size() + " bytes";
  }
}
