// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.ToolCall;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls that were asked again because the first interceptor had left. */
final class Asks {
  private final Map<Long, String> lastOfCaller = new ConcurrentHashMap<>();
  private final LongAdder again = new LongAdder();

  /** Takes a question down and gives the number of the ticket. */
  long count(ToolCall call) {
    String ticket = call.arguments();
    long number = number(ticket);
    if (ticket.equals(lastOfCaller.put(number / Arena.TICKETS_EACH, ticket))) {
      again.increment();
    }
    return number;
  }

  static long number(String ticket) {
    return Long.parseLong(ticket.substring("{\"n\":".length(), ticket.length() - 1));
  }

  long again() {
    return again.sum();
  }
}
