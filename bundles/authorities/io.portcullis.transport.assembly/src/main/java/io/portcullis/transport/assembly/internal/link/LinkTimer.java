// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.link;

import io.portcullis.transport.assembly.internal.thread.LinkTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The single alarm of a link, set for the earliest of its deadlines. Times are nanoseconds of
 * {@link LinkTime}. Guarded by the lock of its link.
 */
final class LinkTimer {
  private final LinkTime time;
  private final Runnable onDeadline;
  private LinkTime.@Nullable Alarm alarm;
  private long deadline;

  /**
   * Creates a timer without an alarm.
   *
   * @param onDeadline runs in a thread of {@code time}, without the lock
   */
  LinkTimer(LinkTime time, Runnable onDeadline) {
    this.time = time;
    this.onDeadline = onDeadline;
  }

  /** Sets the alarm for a deadline, unless it is set for an earlier one. */
  void setFor(long due) {
    if (alarm == null || due - deadline < 0) {
      cancel();
      deadline = due;
      alarm = time.after(Duration.ofNanos(Math.max(0, due - time.nanos())), onDeadline);
    }
  }

  /** Sets the alarm for another task, unless an alarm is set. */
  void setOnce(Duration delay, Runnable task) {
    if (alarm == null) {
      alarm = time.after(delay, task);
    }
  }

  /** Records that the alarm has gone off. */
  void wentOff() {
    alarm = null;
  }

  /** Sets the alarm again if it has gone off before its deadline. Returns whether it did. */
  boolean setAgainIfEarly() {
    if (deadline - time.nanos() <= 0) {
      return false;
    }
    setFor(deadline);
    return true;
  }

  void cancel() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }
}
