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
 * A queue of lines for one side. Adding a line never blocks. A thread that may block writes the
 * queue itself; any other thread leaves that to the writer's own thread. Lines are written in the
 * order in which they were added. Thread-safe.
 */
public final class LineWriter {
  /** The maximum number of bytes of short lines that are written at once. */
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
   * Creates a writer to a stream.
   *
   * @param out the stream
   * @param maxQueuedBytes how many bytes may be queued when {@link #settle} returns
   * @param onBroken called, perhaps several times, once the stream cannot be written any more
   */
  public LineWriter(OutputStream out, int maxQueuedBytes, Runnable onBroken) {
    this.out = out;
    this.maxQueuedBytes = maxQueuedBytes;
    this.onBroken = onBroken;
  }

  /** Adds a line, which includes its line feed; a closed writer drops it. */
  public void add(byte[] line) {
    synchronized (lock) {
      if (!closed) {
        queue.add(line);
        queuedBytes += line.length;
      }
    }
  }

  /** Wakes the writer's own thread to write the queue. */
  public void wake() {
    wakeUp.release();
  }

  /** Wakes the writer's own thread if the queue is not empty. */
  public void wakeIfNeeded() {
    if (!isEmpty()) {
      wake();
    }
  }

  /** Writes the queue; if another thread is writing, waits until the queue has room again. */
  public void settle() {
    while (!isEmpty()) {
      boolean mine = writing.tryLock();
      if (!mine && !hasRoom()) {
        writing.lock();
        mine = true;
      }
      if (!mine) {
        return; // the other thread checks the queue again when it is done
      }
      try {
        writeAll();
      } finally {
        writing.unlock();
      }
    }
  }

  /** Writes the queue, without a limit of time. */
  public void drain() {
    writing.lock();
    try {
      writeAll();
    } finally {
      writing.unlock();
    }
    settle();
  }

  /** Writes the lines of other threads until the writer is closed. */
  public void run() {
    while (!isClosed()) {
      wakeUp.acquireUninterruptibly();
      wakeUp.drainPermits();
      settle();
    }
  }

  /** Begins a line in pieces; other lines wait until it ends. */
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

  /** Ends the line with its last piece. */
  public void endLine() {
    flush();
    writing.unlock();
    settle();
  }

  /** Leaves the line without an end and closes the writer, so that no line can follow. */
  public void abandonLine() {
    close();
    writing.unlock();
  }

  /** Writes the queue and closes the stream. */
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

  /** Drops the queue and ends the writer's own thread. The stream stays open. */
  public void close() {
    synchronized (lock) {
      closed = true;
      queue.clear();
      queuedBytes = 0;
    }
    wakeUp.release();
  }

  /** Checks whether the queue is within its limit. */
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

  /** Takes the next line, or several short ones, because each write wakes the reader. */
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
