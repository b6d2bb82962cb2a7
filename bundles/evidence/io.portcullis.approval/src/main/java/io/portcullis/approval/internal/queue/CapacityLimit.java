// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import org.jspecify.annotations.Nullable;

/** How much may wait: a number of calls, and the characters that they hold. Thread-safe. */
public final class CapacityLimit {
  private final int mostCalls;
  private final long mostChars;
  private int calls;
  private long chars;

  public CapacityLimit(int mostCalls, long mostChars) {
    this.mostCalls = mostCalls;
    this.mostChars = mostChars;
  }

  /** Takes a place; gives why there is none, or an empty text. */
  synchronized String enter(long more) {
    if (calls >= mostCalls) {
      return mostCalls + " calls wait for an approval already";
    }
    if (more > mostChars - chars) {
      return "the calls that wait for an approval hold too many characters already";
    }
    calls++;
    chars += more;
    return "";
  }

  synchronized void leave(long less) {
    calls--;
    chars -= less;
  }

  public synchronized int calls() {
    return calls;
  }

  synchronized long chars() {
    return chars;
  }

  /** Whether nine tenths of the places are taken. */
  public synchronized boolean scarce() {
    return calls >= mostCalls - mostCalls / 10 || chars >= mostChars - mostChars / 10;
  }

  /** Everything in a request whose length others choose. */
  static long weight(ToolCall call, Verdict.Pending pending) {
    return (long) call.arguments().length()
        + call.tool().length()
        + call.source().length()
        + length(call.targetUrl())
        + call.trace().traceId().length()
        + call.trace().spanId().length()
        + weight(call.agent())
        + weight(call.caller())
        + pending.reason().length()
        + pending.rule().length();
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static long weight(@Nullable AgentIdentity agent) {
    return agent == null
        ? 0
        : (long) agent.id().length() + agent.team().length() + agent.org().length();
  }
}
