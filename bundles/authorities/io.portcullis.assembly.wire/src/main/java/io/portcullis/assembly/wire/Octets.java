// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that never change, such as the arguments of a tool as they came. Their text form tells only
 * how many they are. Equal when the bytes are.
 */
public final class Octets {
  /** No bytes. */
  public static final Octets EMPTY = new Octets(ByteString.EMPTY);

  private final ByteString bytes;

  private Octets(ByteString bytes) {
    this.bytes = bytes;
  }

  static Octets of(ByteString bytes) {
    return bytes.isEmpty() ? EMPTY : new Octets(bytes);
  }

  /**
   * Copies bytes.
   *
   * @param bytes what to copy
   * @return the copy
   */
  public static Octets copyOf(byte[] bytes) {
    return of(ByteString.copyFrom(bytes));
  }

  /**
   * Takes text as UTF-8.
   *
   * @param text the text
   * @return its bytes
   * @throws WireException if the text has half of a surrogate pair: replacing it would make another
   *     text of it
   */
  public static Octets ofText(String text) throws WireException {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return of(ByteString.copyFrom(encoded));
    } catch (CharacterCodingException e) {
      throw new WireException(
          WireException.Kind.NOT_UTF8, "the text has half of a surrogate pair", e);
    }
  }

  /**
   * Reads the bytes as UTF-8.
   *
   * @return the text
   * @throws WireException if they are not well formed; nothing is replaced
   */
  public String text() throws WireException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new WireException(WireException.Kind.NOT_UTF8, "the bytes are not UTF-8", e);
    }
  }

  /**
   * How many bytes.
   *
   * @return the count
   */
  public int size() {
    return bytes.size();
  }

  /**
   * Copies the bytes out.
   *
   * @return a new array
   */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  ByteString bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return size() + " bytes";
  }
}
