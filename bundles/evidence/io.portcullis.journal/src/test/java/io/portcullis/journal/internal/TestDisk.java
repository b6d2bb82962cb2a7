// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.LocalFileSystem;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A disk that can be full, hold on, and be watched before each step. */
class TestDisk implements FileSystem {
  private final FileSystem real = new LocalFileSystem();
  private volatile long room = Long.MAX_VALUE;
  private volatile @Nullable CountDownLatch gate;
  private volatile CountDownLatch held = new CountDownLatch(1);

  /** Nothing fits any more. */
  void fill() {
    room = 0;
  }

  /** Only so many bytes fit. */
  void fill(long bytes) {
    room = bytes;
  }

  void free() {
    room = Long.MAX_VALUE;
  }

  /** Every step waits from now on. */
  void hold() {
    held = new CountDownLatch(1);
    gate = new CountDownLatch(1);
  }

  /** Waits until a thread waits in a step. */
  void awaitHeld() {
    Await.await(held);
  }

  void letGo() {
    CountDownLatch closed = gate;
    gate = null;
    if (closed != null) {
      closed.countDown();
    }
  }

  /** Called before each step. */
  void step() throws IOException {
    CountDownLatch closed = gate;
    if (closed != null) {
      held.countDown();
    }
    try {
      if (closed != null && !closed.await(60, TimeUnit.SECONDS)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private final class File implements Opened {
    private final Opened file;

    File(Opened file) {
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int length, long at) throws IOException {
      step();
      long left = room;
      if (left < length) { // as a disk that fills: the first part is written
        file.write(bytes, (int) left, at);
        room = 0;
        step();
        throw new IOException("no space left on device");
      }
      if (left != Long.MAX_VALUE) {
        room = left - length;
      }
      if (length > 1) { // in two parts, so that a kill between them is seen
        file.write(bytes, length / 2, at);
        step();
      }
      file.write(bytes, length, at);
      step();
    }

    @Override
    public void force() throws IOException {
      file.force();
      step();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
      step();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public Opened create(Path path) throws IOException {
    Opened file = real.create(path);
    step();
    return new File(file);
  }

  @Override
  public Opened open(Path path) throws IOException {
    return new File(real.open(path));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    real.move(from, to);
    step();
  }

  @Override
  public void deleteIfExists(Path path) throws IOException {
    real.deleteIfExists(path);
    step();
  }

  @Override
  public void makeReadOnly(Path path) throws IOException {
    real.makeReadOnly(path);
    step();
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    real.forceFolder(folder);
    step();
  }

  @Override
  public @Nullable Object identity(Path path) throws IOException {
    return real.identity(path);
  }
}
