// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.frame.FrameDialect;
import io.portcullis.assembly.wire.internal.frame.Tag;

/** The frames before the end of the handshake: only a handshake is allowed, from either side. */
final class HandshakeDialect implements FrameDialect<byte[]> {
  @Override
  public Form form(int tag) throws WireException {
    if (tag != Tag.HANDSHAKE) {
      throw new WireException(
          WireException.Kind.UNEXPECTED_TAG, "a frame before the end of the handshake");
    }
    return Form.KEPT;
  }

  @Override
  public byte[] empty(int tag, int length) {
    throw new IllegalStateException("each frame of a handshake is kept");
  }

  @Override
  public byte[] decode(int tag, byte[] payload) {
    return payload;
  }
}
