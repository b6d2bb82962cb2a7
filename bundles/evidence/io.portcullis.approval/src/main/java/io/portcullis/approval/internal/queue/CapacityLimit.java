// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import org.jspecify.annotations.Nullable;

/** A bound on the number of waiting calls and on their characters. Thread-safe. */
public final class CapacityLimit {
  private final int maxCalls;
  private final long maxChars;
  private int calls;
  private long chars;

  /** Creates a bound without waiting calls. */
  public CapacityLimit(int maxCalls, long maxChars) {
    this.maxCalls = maxCalls;
    this.maxChars = maxChars;
  }

  /** Reserves a place and returns an empty text, or returns why no place is free. */
  synchronized String enter(long more) {
    if (calls >= maxCalls) {
      return maxCalls + " calls already wait for an approval; see maxWaiting";
    }
    if (more > maxChars - chars) {
      return "the calls that wait for an approval already hold too many characters; see"
          + " maxArgumentChars";
    }
    calls++;
    chars += more;
    return "";
  }

  synchronized void leave(long less) {
    calls--;
    chars -= less;
  }

  /** Returns the number of waiting calls. */
  public synchronized int calls() {
    return calls;
  }

  synchronized long chars() {
    return chars;
  }

  /** Returns whether 90 percent of the bound are in use. */
  public synchronized boolean isNearlyFull() {
    return calls >= maxCalls - maxCalls / 10 || chars >= maxChars - maxChars / 10;
  }

  /** Returns the length of all texts that the caller chooses. */
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
