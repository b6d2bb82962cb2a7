// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.WireBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whole streams, fed to a reader in pieces. */
public final class Streams {
  private Streams() {}

  public static FrameReader<ClientMessage> requests() {
    return FrameReader.ofRequests(WireLimits.MAX_PAYLOAD_BYTES);
  }

  public static FrameReader<RuntimeMessage> answers() {
    return FrameReader.ofAnswers(WireLimits.MAX_PAYLOAD_BYTES);
  }

  static <M> List<M> readAll(FrameReader<M> reader, byte[]... pieces) throws WireException {
    List<M> messages = new ArrayList<>();
    for (byte[] piece : pieces) {
      ByteBuffer source = ByteBuffer.wrap(piece);
      for (M message = reader.read(source); message != null; message = reader.read(source)) {
        messages.add(message);
      }
      if (source.hasRemaining()) {
        throw new AssertionError("bytes left, and no message");
      }
    }
    return messages;
  }

  public static ClientMessage request(byte[] frame) throws WireException {
    return single(readAll(requests(), frame));
  }

  public static RuntimeMessage answer(byte[] frame) throws WireException {
    return single(readAll(answers(), frame));
  }

  private static <M> M single(List<M> messages) {
    if (messages.size() != 1) {
      throw new AssertionError(messages.size() + " messages");
    }
    return messages.get(0);
  }

  static byte[] toRuntime(Stream<? extends ClientMessage> messages) throws WireException {
    WireBytes all = WireBytes.payload();
    for (ClientMessage message : messages.toList()) {
      all.raw(FrameEncoder.toRuntime(message).array());
    }
    return all.toArray();
  }

  static byte[] toClient(Stream<? extends RuntimeMessage> messages) throws WireException {
    WireBytes all = WireBytes.payload();
    for (RuntimeMessage message : messages.toList()) {
      all.raw(FrameEncoder.toClient(message).array());
    }
    return all.toArray();
  }
}
