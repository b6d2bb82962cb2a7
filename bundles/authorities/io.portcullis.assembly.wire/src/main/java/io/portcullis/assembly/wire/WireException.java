// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import java.util.Objects;

/**
 * Bytes that are not what they must be, or a message that cannot be written. After one that came
 * out of a reader or a handshake the connection is of no more use: where the next frame starts is
 * not known. The text names the place and never repeats contents.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** A frame with a tag that a runtime does not know; it cannot be skipped. */
    UNKNOWN_TAG,
    /** A frame with a known tag that has no place here, as a second handshake. */
    UNEXPECTED_TAG,
    /** The length of a frame takes more than ten bytes or more than 64 bits. */
    LENGTH_OVERLONG,
    /** A payload larger than allowed. */
    PAYLOAD_TOO_LARGE,
    /** A payload that is not the message it must be. */
    UNDECODABLE,
    /** A string field larger than {@link WireLimits#MAX_STRING_BYTES}. */
    STRING_TOO_LONG,
    /** More fields than {@link WireLimits#MAX_FIELDS}. */
    TOO_MANY_FIELDS,
    /** Messages nested deeper than {@link WireLimits#MAX_DEPTH}. */
    TOO_DEEP,
    /** Text that is not well formed, so that the other side would see another one. */
    NOT_UTF8,
    /** The stream ended within a frame. */
    TRUNCATED,
    /** The challenge has not exactly 32 bytes. */
    WRONG_NONCE,
    /** The proof names another public key than that of the agent. */
    WRONG_KEY,
    /** The proof's signature is not that of the challenge, or not in its strict form. */
    WRONG_SIGNATURE
  }

  private final Kind kind;

  public WireException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public WireException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * What is wrong, for a program.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /** The same fault with its place in front. */
  public WireException at(String place) {
    return new WireException(kind, place + ": " + getMessage(), this);
  }
}
