// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.internal.frame;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.internal.payload.PayloadCheck;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a tag, the length of a payload, and the payload. */
public final class FrameWriter {
  private static final int BYTE_BITS = 7;

  private FrameWriter() {}

  /**
   * Encodes a frame.
   *
   * @param tag the tag of the frame
   * @param payload the payload
   * @return the whole frame in a new buffer
   * @throws WireException if the payload is larger than {@link WireLimits} allow
   */
  public static ByteBuffer frame(int tag, Message payload) throws WireException {
    int size = size(payload);
    byte[] frame = new byte[1 + lengthBytes(size) + size];
    frame[0] = (byte) tag;
    int at = 1;
    int rest = size;
    for (; rest > 0x7F; rest >>>= BYTE_BITS) {
      frame[at++] = (byte) (rest | 0x80);
    }
    frame[at++] = (byte) rest;
    write(payload, frame, at, size);
    PayloadCheck.written(payload.getDescriptorForType(), frame, at);
    return ByteBuffer.wrap(frame);
  }

  private static int size(Message payload) throws WireException {
    int size = payload.getSerializedSize();
    if (size < 0 || size > WireLimits.MAX_PAYLOAD_BYTES) { // negative if larger than an int holds
      throw new WireException(
          WireException.Kind.PAYLOAD_TOO_LARGE,
          "%s bytes of payload, but at most %d are allowed"
              .formatted(Integer.toUnsignedString(size), WireLimits.MAX_PAYLOAD_BYTES));
    }
    return size;
  }

  private static int lengthBytes(int size) {
    int bytes = 1;
    for (int rest = size >>> BYTE_BITS; rest != 0; rest >>>= BYTE_BITS) {
      bytes++;
    }
    return bytes;
  }

  private static void write(Message payload, byte[] frame, int at, int size) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(frame, at, size);
      payload.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("a message has the size that it announces", e);
    }
  }
}
