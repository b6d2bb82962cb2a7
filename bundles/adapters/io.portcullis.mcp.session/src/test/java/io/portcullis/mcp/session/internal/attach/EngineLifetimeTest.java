// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.session.internal.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineLifetimeTest {
  private final Timer timer = new Timer();
  private final EngineLifetime lifetime = new EngineLifetime(timer, Duration.ofMinutes(30));

  @AfterEach
  void close() {
    timer.shutdownNow();
  }

  /** A timer whose tasks the test runs. */
  private static final class Timer extends ScheduledThreadPoolExecutor {
    final Deque<Runnable> tasks = new ArrayDeque<>();

    Timer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      assertThat(unit.toMinutes(delay)).isEqualTo(30);
      tasks.add(task);
      return super.schedule(() -> {}, 1, TimeUnit.HOURS);
    }
  }

  @Test
  void endsWhenNoSessionCame() throws Exception {
    lifetime.begin();
    timer.tasks.remove().run();
    lifetime.await();
    assertThat(lifetime.enter()).isFalse();
  }

  @Test
  void endsSomeTimeAfterTheLastSession() throws Exception {
    lifetime.begin();
    assertThat(lifetime.enter()).isTrue();
    assertThat(lifetime.enter()).isTrue();
    lifetime.leave();
    assertThat(timer.tasks).hasSize(1);
    lifetime.leave();
    timer.tasks.removeLast().run();
    lifetime.await();
  }

  @Test
  void doesNotEndByATimerThatASessionHasOvertaken() {
    lifetime.begin();
    Runnable first = timer.tasks.remove();
    assertThat(lifetime.enter()).isTrue();
    first.run();
    assertThat(lifetime.enter()).isTrue();
    lifetime.leave();
    lifetime.leave();
    first.run(); // of an idle period before the sessions
    assertThat(lifetime.enter()).isTrue();
  }

  @Test
  void endsWithItsLastSessionOnceItIsSuperseded() throws Exception {
    lifetime.begin();
    assertThat(lifetime.enter()).isTrue();
    assertThat(lifetime.supersede()).isFalse();
    assertThat(lifetime.enter()).isTrue();
    lifetime.leave();
    lifetime.leave();
    lifetime.await();
    assertThat(lifetime.enter()).isFalse();
  }

  @Test
  void endsAtOnceWhenItIsSupersededWithoutASession() {
    lifetime.begin();
    assertThat(lifetime.supersede()).isTrue();
    assertThat(lifetime.enter()).isFalse();
  }
}
