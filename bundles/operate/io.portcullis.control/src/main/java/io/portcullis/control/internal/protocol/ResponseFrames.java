// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal.protocol;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes an answer as frames: a type, four bytes length, the payload. A client that does not take a
 * frame in time loses its connection. Thread-safe.
 */
public final class ResponseFrames {
  private static final char OUT = 'o';
  private static final char ERR = 'e';
  private static final char EXIT = 'x';

  private final SocketChannel channel;
  private final IoTimeouts watch;
  private final Duration patience;

  public ResponseFrames(SocketChannel channel, IoTimeouts watch, Duration patience) {
    this.channel = channel;
    this.watch = watch;
    this.patience = patience;
  }

  public OutputStream out() {
    return stream(OUT);
  }

  public OutputStream err() {
    return stream(ERR);
  }

  /** The last frame of an answer. */
  public void exit(int code) throws IOException {
    byte[] payload = Integer.toString(code).getBytes(StandardCharsets.US_ASCII);
    write(frame(EXIT, payload, 0, payload.length));
  }

  /** A whole answer: one line of error, and the code. */
  public static ByteBuffer refusal(int code, String message) {
    byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] digits = Integer.toString(code).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer error = frame(ERR, line, 0, Math.min(line.length, ClientLimits.MAX_FRAME_BYTES));
    ByteBuffer exit = frame(EXIT, digits, 0, digits.length);
    return ByteBuffer.allocate(error.remaining() + exit.remaining()).put(error).put(exit).flip();
  }

  public void refuse(int code, String message) throws IOException {
    write(refusal(code, message));
  }

  private static ByteBuffer frame(char type, byte[] bytes, int from, int length) {
    return ByteBuffer.allocate(1 + Integer.BYTES + length)
        .put((byte) type)
        .putInt(length)
        .put(bytes, from, length)
        .flip();
  }

  @SuppressWarnings("try") // the guard only has to be closed
  private synchronized void write(ByteBuffer frame) throws IOException {
    try (IoTimeouts.Guard guard = watch.closeAfter(patience, channel)) {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }
  }

  private OutputStream stream(char type) {
    return new BufferedOutputStream(new Framed(type), ClientLimits.MAX_FRAME_BYTES);
  }

  /** One frame, or as many as are needed, for each write. */
  private final class Framed extends OutputStream {
    private final char type;

    Framed(char type) {
      this.type = type;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      while (at < from + length) {
        int size = Math.min(ClientLimits.MAX_FRAME_BYTES, from + length - at);
        ResponseFrames.this.write(frame(type, bytes, at, size));
        at += size;
      }
    }
  }
}
