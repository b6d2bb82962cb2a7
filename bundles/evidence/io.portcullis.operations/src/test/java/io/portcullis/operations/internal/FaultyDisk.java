// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal;

import io.portcullis.support.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** The real disk, which fails, stops or ends the process at a step of the test's choice. */
final class FaultyDisk implements DurableFiles {
  /** Nothing comes after it, as after a kill. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int step;
  private int failAt;
  private int killAt;
  private volatile boolean full;
  private volatile CountDownLatch reached;
  private volatile CountDownLatch held;

  /** The process ends at this step from now, the first being 1, in the middle of it. */
  void killAt(int number) {
    step = 0;
    killAt = number;
  }

  /** This step from now fails. */
  void failAt(int number) {
    step = 0;
    failAt = number;
  }

  /** Every step fails from now on, or no more. */
  void full(boolean now) {
    full = now;
  }

  /** The next step stops; the latch that is given opens when it is there. */
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
    LOCAL.createDirectories(folder);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    if (killed()) {
      Files.write(file, Arrays.copyOf(content, content.length / 2));
      throw new Killed();
    }
    LOCAL.write(file, content);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    if (killed()) {
      throw new Killed();
    }
    LOCAL.move(from, to);
  }

  @Override
  public void forceDirectory(Path folder) throws IOException {
    if (killed()) {
      throw new Killed();
    }
    LOCAL.forceDirectory(folder);
  }
}
