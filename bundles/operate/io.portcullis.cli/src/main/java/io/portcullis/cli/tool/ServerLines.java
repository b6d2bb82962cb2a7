// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a server writes, read in a thread of its own so that waiting for one has a limit.
 * At most a few lines are kept. The thread ends with the stream.
 */
final class ServerLines {
  /** The maximum length of a line, in bytes. */
  static final int MAX_BYTES = 4 << 20;

  private static final int MAX_KEPT = 16;

  /** A line, or why no line follows. */
  private record Read(@Nullable String line, String failure) {}

  private final InputStream in;
  private final BlockingQueue<Read> read = new LinkedBlockingQueue<>(MAX_KEPT);

  ServerLines(InputStream in) {
    this.in = in;
  }

  /** Starts to read. */
  void start() {
    Thread thread = new Thread(this::readAll, "portcullis-server-output");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns the next line.
   *
   * @throws McpServerException if no line arrives in time, or none can follow
   */
  String next(long nanos) throws McpServerException, InterruptedException {
    Read next = read.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (next == null) {
      throw new McpServerException("the server did not answer in time");
    }
    if (next.line() == null) {
      throw new McpServerException(next.failure());
    }
    return next.line();
  }

  private void readAll() {
    try {
      String line = line();
      while (line != null) {
        read.put(new Read(line, ""));
        line = line();
      }
      read.put(new Read(null, "the server ended before it had answered"));
    } catch (IOException e) {
      boolean unused = read.offer(new Read(null, "the server's output: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (bytes.size() >= MAX_BYTES) {
        throw new IOException("a line is longer than " + MAX_BYTES + " bytes");
      }
      bytes.write(next);
      next = in.read();
    }
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes.toByteArray()))
        .toString();
  }
}
