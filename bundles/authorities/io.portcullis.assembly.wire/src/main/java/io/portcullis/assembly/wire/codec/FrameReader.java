// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.codec;

import io.portcullis.assembly.wire.WireException;
import io.portcullis.assembly.wire.WireException.Kind;
import io.portcullis.assembly.wire.WireLimits;
import io.portcullis.assembly.wire.internal.frame.FrameDialect;
import io.portcullis.assembly.wire.messages.Ack;
import io.portcullis.assembly.wire.messages.ClientMessage;
import io.portcullis.assembly.wire.messages.RuntimeMessage;
import io.portcullis.assembly.wire.messages.UnknownFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes as they come, in pieces of any size, and gives messages. It keeps nothing but the
 * frame that is not complete yet, and of that no more than about twice what has arrived: a length
 * alone reserves nothing. After a fault it stays at fault. Not for use by several threads at once.
 *
 * <pre>
 *   buffer.flip();
 *   for (M message = reader.read(buffer); message != null; message = reader.read(buffer)) {
 *     handle(message);
 *   }
 *   buffer.clear();
 * </pre>
 *
 * @param <M> what it reads
 */
public final class FrameReader<M> {
  private static final int FIRST_BYTES = 1_024;
  private static final byte[] NOTHING = {};
  private static final int BYTE_BITS = 7;
  private static final int LONG_BITS = 64;

  private enum Stage {
    TAG,
    LENGTH,
    PAYLOAD,
    SKIPPED_PAYLOAD
  }

  private final FrameDialect<M> dialect;
  private final int maxPayload;

  private Stage stage = Stage.TAG;
  private int tag;
  private boolean skipped;
  private long length;
  private int lengthBytes;
  private byte[] payload = NOTHING;
  private int filled;

  private long frames;
  private long offset;
  private long frameOffset;
  private @Nullable WireException fault;

  FrameReader(FrameDialect<M> dialect, int maxPayload) {
    if (maxPayload < 0 || maxPayload > WireLimits.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("not a limit for a payload: " + maxPayload);
    }
    this.dialect = dialect;
    this.maxPayload = maxPayload;
  }

  /**
   * Reads the frames of a handshake, from either side. It takes no other frame, and no payload of
   * more than {@link WireLimits#MAX_HANDSHAKE_BYTES}.
   *
   * @return a reader of payloads for one connection
   */
  public static FrameReader<byte[]> ofHandshakes() {
    return new FrameReader<>(new HandshakeDialect(), WireLimits.MAX_HANDSHAKE_BYTES);
  }

  /**
   * Reads what clients send after the handshake.
   *
   * @param maxPayloadBytes the largest payload that is taken, inclusive; at most {@link
   *     WireLimits#MAX_PAYLOAD_BYTES}
   * @return a reader for one connection
   * @throws IllegalArgumentException if the limit is negative or too large
   */
  public static FrameReader<ClientMessage> ofRequests(int maxPayloadBytes) {
    return new FrameReader<>(new RequestDialect(), maxPayloadBytes);
  }

  /**
   * Reads what a runtime sends after the handshake. A frame with an unknown tag is skipped and
   * comes out as an {@link UnknownFrame}; the payload of an {@link Ack} is skipped too.
   *
   * @param maxPayloadBytes the largest payload that is taken or skipped, inclusive; at most {@link
   *     WireLimits#MAX_PAYLOAD_BYTES}
   * @return a reader for one connection
   * @throws IllegalArgumentException if the limit is negative or too large
   */
  public static FrameReader<RuntimeMessage> ofAnswers(int maxPayloadBytes) {
    return new FrameReader<>(new ResponseDialect(), maxPayloadBytes);
  }

  /**
   * Takes bytes until one message is complete or there are no more.
   *
   * @param source the bytes; its position moves behind those that were taken
   * @return the message; null when all bytes were taken and none is complete
   * @throws WireException if the bytes are no message that may be here; from then on each call
   *     throws the same and takes nothing
   */
  public @Nullable M read(ByteBuffer source) throws WireException {
    if (fault != null) {
      throw fault;
    }
    int start = source.position();
    try {
      while (source.hasRemaining()) {
        M message = step(source);
        if (message != null) {
          return message;
        }
      }
      return null;
    } catch (WireException e) {
      payload = NOTHING;
      fault = e.at(place());
      throw fault;
    } finally {
      offset += source.position() - start;
      if (stage == Stage.TAG) {
        frameOffset = offset;
      }
    }
  }

  /**
   * Says that no more bytes will come.
   *
   * @throws WireException if that is within a frame, or the bytes before were at fault
   */
  public void end() throws WireException {
    if (fault == null && stage != Stage.TAG) {
      payload = NOTHING;
      fault = new WireException(Kind.TRUNCATED, "the stream ended at byte " + offset).at(place());
    }
    if (fault != null) {
      throw fault;
    }
  }

  private String place() {
    return "frame %d (tag %d) at byte %d".formatted(frames + 1, tag, frameOffset);
  }

  private @Nullable M step(ByteBuffer source) throws WireException {
    return switch (stage) {
      case TAG -> tag(source.get() & 0xFF);
      case LENGTH -> length(source.get());
      case PAYLOAD -> payload(source);
      case SKIPPED_PAYLOAD -> skip(source);
    };
  }

  private @Nullable M tag(int next) throws WireException {
    tag = next;
    FrameDialect.Form form = dialect.form(tag);
    if (form == FrameDialect.Form.BARE) {
      return done(dialect.empty(tag, 0));
    }
    skipped = form == FrameDialect.Form.SKIPPED;
    length = 0;
    lengthBytes = 0;
    stage = Stage.LENGTH;
    return null;
  }

  /** Unsigned LEB128; padding is taken, as the original does, up to the tenth byte. */
  private @Nullable M length(byte next) throws WireException {
    long bits = next & 0x7F;
    int shift = BYTE_BITS * lengthBytes++;
    if (shift + BYTE_BITS > LONG_BITS && bits > 1) {
      throw new WireException(Kind.LENGTH_OVERLONG, "the length has more than 64 bits");
    }
    length |= bits << shift;
    if (next < 0) {
      if (lengthBytes == WireLimits.MAX_LENGTH_BYTES) {
        throw new WireException(Kind.LENGTH_OVERLONG, "the length has more than 10 bytes");
      }
      return null;
    }
    if (Long.compareUnsigned(length, maxPayload) > 0) {
      throw new WireException(
          Kind.PAYLOAD_TOO_LARGE,
          "%s bytes of payload, at most %d are taken"
              .formatted(Long.toUnsignedString(length), maxPayload));
    }
    return begin();
  }

  private @Nullable M begin() throws WireException {
    filled = 0;
    if (length == 0) {
      return skipped ? done(dialect.empty(tag, 0)) : done(dialect.decode(tag, NOTHING));
    }
    stage = skipped ? Stage.SKIPPED_PAYLOAD : Stage.PAYLOAD;
    return null;
  }

  private @Nullable M skip(ByteBuffer source) {
    int count = (int) Math.min(length - filled, source.remaining());
    source.position(source.position() + count);
    filled += count;
    return filled == length ? done(dialect.empty(tag, (int) length)) : null;
  }

  private @Nullable M payload(ByteBuffer source) throws WireException {
    int count = (int) Math.min(length - filled, source.remaining());
    reserve(filled + count);
    source.get(payload, filled, count);
    filled += count;
    if (filled < length) {
      return null;
    }
    byte[] whole = payload;
    payload = NOTHING;
    return done(dialect.decode(tag, whole));
  }

  /** Grows with what has arrived; the last step makes it exactly as long as the payload. */
  private void reserve(int needed) {
    if (needed > payload.length) {
      long doubled = Math.max(FIRST_BYTES, 2L * payload.length);
      payload = Arrays.copyOf(payload, (int) Math.min(length, Math.max(needed, doubled)));
    }
  }

  private M done(M message) {
    stage = Stage.TAG;
    frames++;
    return message;
  }
}
