// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A pipe of bounded size, as between processes, but for what {@link java.io.PipedInputStream} makes
 * of threads that end.
 */
final class Pipe {
  private final byte[] ring;
  private int begin;
  private int length;
  private boolean ended;
  private boolean cut;
  private int blockedWriters;

  Pipe(int size) {
    ring = new byte[size];
  }

  /** Both ends fail from now on. */
  synchronized void cut() {
    cut = true;
    notifyAll();
  }

  /** Waits until a writer is blocked because the pipe is full. */
  synchronized void awaitBlockedWriter() throws InterruptedException {
    while (blockedWriters == 0) {
      wait();
    }
  }

  private synchronized int take(byte[] bytes, int off, int len) throws IOException {
    while (length == 0 && !ended && !cut) {
      pause();
    }
    if (length == 0 && cut) {
      throw new IOException("cut");
    }
    if (length == 0) {
      return -1;
    }
    int count = Math.min(len, length);
    for (int i = 0; i < count; i++) {
      bytes[off + i] = ring[(begin + i) % ring.length];
    }
    begin = (begin + count) % ring.length;
    length -= count;
    notifyAll();
    return count;
  }

  private synchronized void put(byte[] bytes, int off, int len) throws IOException {
    for (int i = 0; i < len; ) {
      while (length == ring.length && !cut && !ended) {
        blockedWriters++;
        notifyAll();
        try {
          pause();
        } finally {
          blockedWriters--;
        }
      }
      if (cut || ended) {
        throw new IOException(cut ? "cut" : "closed");
      }
      for (; i < len && length < ring.length; i++, length++) {
        ring[(begin + length) % ring.length] = bytes[off + i];
      }
      notifyAll();
    }
  }

  private void pause() throws IOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int off, int len) throws IOException {
        return take(bytes, off, len);
      }
    };
  }

  OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int off, int len) throws IOException {
        put(bytes, off, len);
      }

      @Override
      public void close() {
        end();
      }
    };
  }
}
