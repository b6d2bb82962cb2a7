// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.frame;

import io.portcullis.assembly.wire.WireException;

/**
 * The meaning of the frames of one direction.
 *
 * @param <M> the type of a message
 */
public interface FrameDialect<M> {
  /** The part of a frame that follows its tag. */
  enum Form {
    /** Nothing: the tag is the whole frame. */
    BARE,
    /** A length, and a payload that is kept. */
    KEPT,
    /** A length, and a payload that is skipped. */
    SKIPPED
  }

  /** Returns what follows the tag; throws if a frame with this tag is not allowed. */
  Form form(int tag) throws WireException;

  /** Returns the message of a frame without a kept payload; the length is 0 for a bare tag. */
  M empty(int tag, int length);

  /**
   * Returns the message of a frame with its whole payload. The dialect owns the array from then on.
   */
  M decode(int tag, byte[] payload) throws WireException;
}
