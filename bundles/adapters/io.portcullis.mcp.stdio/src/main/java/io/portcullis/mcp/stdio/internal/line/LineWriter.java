// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio.internal.line;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One side's input, to which several threads send whole lines. Adding a line never blocks; a thread
 * that may block writes, and a thread that may not leaves it to the outlet's own. Lines come in the
 * order in which they were added. Thread-safe.
 */
public final class LineWriter {
  /** How many bytes of short lines are written at once. */
  private static final int TOGETHER = 8 << 10;

  private final OutputStream out;
  private final int maxQueuedBytes;
  private final Runnable onBroken;

  /** Held while bytes are written, and through a line that comes in pieces. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Object lock = new Object();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closed;

  private final Semaphore wakeUp = new Semaphore(0);

  /**
   * An outlet into a stream.
   *
   * @param out the stream
   * @param maxQueuedBytes how much may wait when {@link #settle} returns
   * @param onBroken called, perhaps several times, once nothing can be written any more
   */
  public LineWriter(OutputStream out, int maxQueuedBytes, Runnable onBroken) {
    this.out = out;
    this.maxQueuedBytes = maxQueuedBytes;
    this.onBroken = onBroken;
  }

  /** Adds a line, which includes its line feed; on a closed outlet it is lost. */
  public void add(byte[] line) {
    synchronized (lock) {
      if (!closed) {
        queue.add(line);
        queuedBytes += line.length;
      }
    }
  }

  /** Has the outlet's own thread write what was added. */
  public void wake() {
    wakeUp.release();
  }

  /** The same, if anything was added. */
  public void wakeIfNeeded() {
    if (!isEmpty()) {
      wake();
    }
  }

  /** Writes what was added, and waits until little is left of it if another thread is writing. */
  public void settle() {
    while (!isEmpty()) {
      boolean mine = writing.tryLock();
      if (!mine && !hasRoom()) {
        writing.lock();
        mine = true;
      }
      if (!mine) {
        return; // who writes looks again when done
      }
      try {
        writeAll();
      } finally {
        writing.unlock();
      }
    }
  }

  /** Writes what was added, however long that takes. */
  public void drain() {
    writing.lock();
    try {
      writeAll();
    } finally {
      writing.unlock();
    }
    settle();
  }

  /** Writes whatever was added from other threads, until the outlet is closed. */
  public void run() {
    while (!isClosed()) {
      wakeUp.acquireUninterruptibly();
      wakeUp.drainPermits();
      settle();
    }
  }

  /** Begins a line that comes in pieces; other lines wait until it ends. */
  public void beginLine() {
    writing.lock();
    writeAll();
  }

  /** Writes a piece of the line that has begun. */
  public void piece(byte[] bytes) {
    if (!isClosed()) {
      write(bytes);
    }
  }

  /** Ends the line that has begun, with what was last given of it. */
  public void endLine() {
    flush();
    writing.unlock();
    settle();
  }

  /** Leaves the line that has begun without an end; nothing can follow it any more. */
  public void abandonLine() {
    close();
    writing.unlock();
  }

  /** Writes what was added and closes the stream. */
  public void finish() {
    writing.lock();
    try {
      writeAll();
      close();
      out.close();
    } catch (IOException e) {
      onBroken.run();
    } finally {
      writing.unlock();
    }
  }

  /** Loses what is still waiting and lets the own thread end. The stream is left alone. */
  public void close() {
    synchronized (lock) {
      closed = true;
      queue.clear();
      queuedBytes = 0;
    }
    wakeUp.release();
  }

  /** Whether less waits than may. */
  public boolean hasRoom() {
    return queuedBytes() <= maxQueuedBytes;
  }

  long queuedBytes() {
    synchronized (lock) {
      return queuedBytes;
    }
  }

  private boolean isEmpty() {
    synchronized (lock) {
      return queue.isEmpty();
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** The next line, or several short ones: each write costs the reader's turn too. */
  private byte @Nullable [] next() {
    synchronized (lock) {
      byte[] line = queue.poll();
      byte[] second = queue.peek();
      if (line != null && second != null && line.length + second.length <= TOGETHER) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(TOGETHER);
        lines.writeBytes(line);
        while (second != null && lines.size() + second.length <= TOGETHER) {
          lines.writeBytes(second);
          queue.remove();
          second = queue.peek();
        }
        line = lines.toByteArray();
      }
      queuedBytes -= line == null ? 0 : line.length;
      return line;
    }
  }

  private void writeAll() {
    boolean any = false;
    for (byte[] line = next(); line != null; line = next()) {
      any |= write(line);
    }
    if (any) {
      flush();
    }
  }

  private boolean write(byte[] bytes) {
    try {
      out.write(bytes);
      return true;
    } catch (IOException e) {
      broken();
      return false;
    }
  }

  private void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      broken();
    }
  }

  private void broken() {
    close();
    onBroken.run();
  }
}
