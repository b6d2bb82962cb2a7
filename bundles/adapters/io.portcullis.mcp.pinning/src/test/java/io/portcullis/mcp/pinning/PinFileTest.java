// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.support.files.LockFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinFileTest {
  @TempDir private Path folder;
  private final List<Long> pauses = new ArrayList<>();
  private LockFile held;

  /** The lock is closed during this pause; 0 for never. */
  private int releasedAt;

  @BeforeEach
  void lock() throws IOException {
    held = LockFile.acquire(folder.resolve("pins.json.lock"));
  }

  /** Each pause takes as long as it should, and nothing else takes any time. */
  private final PinFile.Timer timer =
      new PinFile.Timer() {
        private long now = Long.MAX_VALUE - 1; // the monotonic clock may overflow

        @Override
        public long nanoTime() {
          return now;
        }

        @Override
        public void sleep(long nanos) {
          now += nanos;
          pauses.add(TimeUnit.NANOSECONDS.toMillis(nanos));
          if (pauses.size() == releasedAt) {
            release();
          }
        }
      };

  private void release() {
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PinFile file(long patienceMillis, PinFile.Timer time) {
    return new PinFile(folder.resolve("pins.json"), Duration.ofMillis(patienceMillis), time);
  }

  @Test
  void pausesDoubleUntilTheLimit() {
    assertThatThrownBy(() -> file(300, timer).change(pins -> pins))
        .isInstanceOf(IOException.class)
        .hasMessage("another process is changing the file");
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L, 45L);
    release();
  }

  @Test
  void changesOnceTheLockIsFree() throws IOException {
    releasedAt = 3;
    assertThat(file(300, timer).change(pins -> pins).pins()).isEqualTo(PinSet.NONE);
    assertThat(pauses).containsExactly(1L, 2L, 4L);
  }

  @Test
  void interruptEndsTheWait() {
    PinFile.Timer interrupting =
        new PinFile.Timer() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            throw new InterruptedException();
          }
        };
    assertThatThrownBy(() -> file(300, interrupting).change(pins -> pins))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    release();
  }
}
