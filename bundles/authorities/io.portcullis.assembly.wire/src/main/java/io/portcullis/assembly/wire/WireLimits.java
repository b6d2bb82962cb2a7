// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

/**
 * How much of a peer's bytes is taken before it is refused. What an encoder of this package writes
 * is within all of them.
 */
public final class WireLimits {
  /** The largest payload of a frame in bytes, inclusive; the limit of {@code aa-runtime}. */
  public static final int MAX_PAYLOAD_BYTES = 8 << 20;

  /** The largest payload of a frame before the handshake is done, in bytes, inclusive. */
  public static final int MAX_HANDSHAKE_BYTES = 4_096;

  /** The most bytes that the length of a frame may take; a reader of the original takes as many. */
  public static final int MAX_LENGTH_BYTES = 10;

  /**
   * The longest string field in bytes of UTF-8, inclusive. Arguments and results of tools are no
   * strings but bytes, and are bound by the payload alone.
   */
  public static final int MAX_STRING_BYTES = 1 << 20;

  /** The most fields in one message, those of the messages in it and unknown ones included. */
  public static final int MAX_FIELDS = 16_384;

  /** How many messages may be nested in each other, the outermost included. */
  public static final int MAX_DEPTH = 32;

  private WireLimits() {}
}
