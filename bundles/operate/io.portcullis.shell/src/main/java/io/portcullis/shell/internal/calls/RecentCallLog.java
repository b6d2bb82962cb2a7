// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.RecordListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Keeps the last {@value #CAPACITY} call records, without their arguments. */
@Component(
    service = {RecordListener.class, RecentCallLog.class},
    immediate = true)
public final class RecentCallLog implements RecordListener {
  static final int CAPACITY = 200;

  private final Deque<RecentCall> calls = new ArrayDeque<>(CAPACITY);

  /** Starts with no records. */
  @Activate
  public RecentCallLog() {}

  @Override
  public void onRecord(CallRecord callRecord) {
    RecentCall call = RecentCall.of(callRecord);
    synchronized (calls) {
      if (calls.size() == CAPACITY) {
        calls.removeFirst();
      }
      calls.addLast(call);
    }
  }

  /** Returns the last records, the newest at the end. */
  List<RecentCall> last(int number) {
    synchronized (calls) {
      return calls.stream().skip(Math.max(0, calls.size() - number)).toList();
    }
  }
}
