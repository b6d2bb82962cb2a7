// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.support.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A disk that fails, blocks or ends the process at a chosen step. */
final class FaultyDisk implements DurableFiles {
  /** Ends the process like a kill. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int step;
  private int failAt;
  private int killAt;
  private volatile boolean full;
  private volatile CountDownLatch reached;
  private volatile CountDownLatch held;

  /** Ends the process in the middle of a step, counted from now; the first is 1. */
  void killAt(int number) {
    step = 0;
    killAt = number;
  }

  /** Makes a step fail, counted from now. */
  void failAt(int number) {
    step = 0;
    failAt = number;
  }

  /** Makes every step fail from now on, or none. */
  void full(boolean now) {
    full = now;
  }

  /** Blocks the next step. The returned latch opens when the step is reached. */
  CountDownLatch hold() {
    held = new CountDownLatch(1);
    reached = new CountDownLatch(1);
    return reached;
  }

  void release() {
    held.countDown();
  }

  private boolean killed() throws IOException {
    CountDownLatch gate = held;
    if (gate != null) {
      reached.countDown();
      await(gate);
    }
    step++;
    if (full || step == failAt) {
      throw new IOException("no space left on device");
    }
    return step == killAt;
  }

  private static void await(CountDownLatch gate) throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void createDirectories(Path folder) throws IOException {
    if (killed()) {
      throw new Killed();
    }
    DurableFiles.local().createDirectories(folder);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    if (killed()) {
      Files.write(file, Arrays.copyOf(content, content.length / 2));
      throw new Killed();
    }
    DurableFiles.local().write(file, content);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    if (killed()) {
      throw new Killed();
    }
    DurableFiles.local().move(from, to);
  }

  @Override
  public void forceDirectory(Path folder) throws IOException {
    if (killed()) {
      throw new Killed();
    }
    DurableFiles.local().forceDirectory(folder);
  }
}
