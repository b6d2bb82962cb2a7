// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire;

/**
 * Limits on the bytes that are accepted from a peer. The encoders of this package stay within all
 * of them.
 */
public final class WireLimits {
  /** The largest payload of a frame in bytes, inclusive; the limit of {@code aa-runtime}. */
  public static final int MAX_PAYLOAD_BYTES = 8 << 20;

  /** The largest payload of a frame before the handshake is done, in bytes, inclusive. */
  public static final int MAX_HANDSHAKE_BYTES = 4_096;

  /** The maximum number of bytes of a frame's length; the original reader accepts as many. */
  public static final int MAX_LENGTH_BYTES = 10;

  /**
   * The longest string field in bytes of UTF-8, inclusive. Arguments and results of tools are
   * bytes, not strings, and are limited by the payload alone.
   */
  public static final int MAX_STRING_BYTES = 1 << 20;

  /**
   * The maximum number of fields in one message, including those of nested messages and unknown
   * ones.
   */
  public static final int MAX_FIELDS = 16_384;

  /** The maximum nesting of messages, including the outermost. */
  public static final int MAX_DEPTH = 32;

  private WireLimits() {}
}
