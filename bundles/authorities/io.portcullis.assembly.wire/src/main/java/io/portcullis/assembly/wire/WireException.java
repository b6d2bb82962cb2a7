// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

import java.util.Objects;

/**
 * Invalid bytes, or a message that cannot be written. After a fault from a reader or a handshake
 * the connection is unusable, because the start of the next frame is unknown. The message names the
 * place and never repeats contents.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds of faults. */
  public enum Kind {
    /** A frame with a tag that a runtime does not know; it cannot be skipped. */
    UNKNOWN_TAG,
    /** A frame with a known tag that is not allowed here, such as a second handshake. */
    UNEXPECTED_TAG,
    /** The length of a frame takes more than ten bytes or more than 64 bits. */
    LENGTH_OVERLONG,
    /** A payload larger than allowed. */
    PAYLOAD_TOO_LARGE,
    /** A payload that is not the expected message. */
    UNDECODABLE,
    /** A string field larger than {@link WireLimits#MAX_STRING_BYTES}. */
    STRING_TOO_LONG,
    /** More fields than {@link WireLimits#MAX_FIELDS}. */
    TOO_MANY_FIELDS,
    /** Messages nested deeper than {@link WireLimits#MAX_DEPTH}. */
    TOO_DEEP,
    /** Text that is not well formed, so that the peer would read another text. */
    NOT_UTF8,
    /** The stream ended within a frame. */
    TRUNCATED,
    /** The challenge has not exactly 32 bytes. */
    WRONG_NONCE,
    /** The proof names a public key other than that of the agent. */
    WRONG_KEY,
    /** The signature of the proof does not sign the challenge, or is not in its strict form. */
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
   * Returns the kind of the fault.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /** Returns the same fault with its place in front. */
  public WireException at(String place) {
    return new WireException(kind, place + ": " + getMessage(), this);
  }
}
