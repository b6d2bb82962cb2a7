// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.frame;

import io.portcullis.assembly.wire.WireException;

/**
 * What the frames of one direction mean.
 *
 * @param <M> what a frame becomes
 */
public interface FrameDialect<M> {
  /** What follows a tag. */
  enum Form {
    /** Nothing: the tag is the whole frame. */
    BARE,
    /** A length, and a payload that is wanted. */
    KEPT,
    /** A length, and a payload that is not wanted. */
    SKIPPED
  }

  /** What follows the tag; throws if a frame with it cannot be taken. */
  Form form(int tag) throws WireException;

  /** What a frame without a kept payload is; the length is 0 for a bare one. */
  M empty(int tag, int length);

  /** What a frame with its whole payload is. The array is the dialect's from now on. */
  M decode(int tag, byte[] payload) throws WireException;
}
