// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.internal.frame.FrameDialect;
import io.portcullis.assembly.wire.internal.frame.Tag;

/** Before the handshake is done only a handshake may come, from either side. */
final class HandshakeDialect implements FrameDialect<byte[]> {
  @Override
  public Form form(int tag) throws WireException {
    if (tag != Tag.HANDSHAKE) {
      throw new WireException(
          WireException.Kind.UNEXPECTED_TAG, "something else before the handshake");
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
