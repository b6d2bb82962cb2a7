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
 * Decodes bytes, in pieces of any size, into messages. It keeps only the incomplete frame, and at
 * most about twice the bytes that have arrived of it: a length alone reserves nothing. After a
 * fault every further read fails. Not thread-safe.
 *
 * <pre>
 *   buffer.flip();
 *   for (M message = reader.read(buffer); message != null; message = reader.read(buffer)) {
 *     handle(message);
 *   }
 *   buffer.clear();
 * </pre>
 *
 * @param <M> the type of the messages
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
   * Returns a reader of the frames of a handshake, from either side. It refuses every other frame,
   * and a payload of more than {@link WireLimits#MAX_HANDSHAKE_BYTES}.
   *
   * @return a reader of payloads for one connection
   */
  public static FrameReader<byte[]> ofHandshakes() {
    return new FrameReader<>(new HandshakeDialect(), WireLimits.MAX_HANDSHAKE_BYTES);
  }

  /**
   * Returns a reader of the messages that clients send after the handshake.
   *
   * @param maxPayloadBytes the largest accepted payload, inclusive; at most {@link
   *     WireLimits#MAX_PAYLOAD_BYTES}
   * @return a reader for one connection
   * @throws IllegalArgumentException if the limit is negative or too large
   */
  public static FrameReader<ClientMessage> ofRequests(int maxPayloadBytes) {
    return new FrameReader<>(new RequestDialect(), maxPayloadBytes);
  }

  /**
   * Returns a reader of the messages that a runtime sends after the handshake. It skips a frame
   * with an unknown tag and returns it as an {@link UnknownFrame}; it skips the payload of an
   * {@link Ack} too.
   *
   * @param maxPayloadBytes the largest payload that is read or skipped, inclusive; at most {@link
   *     WireLimits#MAX_PAYLOAD_BYTES}
   * @return a reader for one connection
   * @throws IllegalArgumentException if the limit is negative or too large
   */
  public static FrameReader<RuntimeMessage> ofAnswers(int maxPayloadBytes) {
    return new FrameReader<>(new ResponseDialect(), maxPayloadBytes);
  }

  /**
   * Reads bytes until one message is complete or no bytes remain.
   *
   * @param source the bytes; its position moves past those that were read
   * @return the message; null if all bytes were read and no message is complete
   * @throws WireException if the bytes are no message that is allowed here; from then on each call
   *     throws the same and reads nothing
   */
  public @Nullable M read(ByteBuffer source) throws WireException {
    if (fault != null) {
      throw fault;
    }
    int start = source.position();
    try {
      return next(source);
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

  private @Nullable M next(ByteBuffer source) throws WireException {
    while (source.hasRemaining()) {
      M message = step(source);
      if (message != null) {
        return message;
      }
    }
    return null;
  }

  /**
   * Ends the stream.
   *
   * @throws WireException if the stream ends within a frame, or was at fault before
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

  /** Unsigned LEB128; padding is accepted up to the tenth byte, as in the original. */
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
    requireAllowedLength();
    return begin();
  }

  private void requireAllowedLength() throws WireException {
    if (Long.compareUnsigned(length, maxPayload) > 0) {
      throw new WireException(
          Kind.PAYLOAD_TOO_LARGE,
          "%s bytes of payload, but at most %d are allowed"
              .formatted(Long.toUnsignedString(length), maxPayload));
    }
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

  /**
   * Grows with the bytes that have arrived; the last step makes it exactly as long as the payload.
   */
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
