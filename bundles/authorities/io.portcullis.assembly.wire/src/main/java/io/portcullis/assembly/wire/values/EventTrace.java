// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * Where an event belongs in a trace. Each id may be empty.
 *
 * @param traceId the trace
 * @param spanId the span
 * @param parentSpanId the span above
 */
public record EventTrace(String traceId, String spanId, String parentSpanId) {
  /** No trace is known. */
  public static final EventTrace NONE = new EventTrace("", "", "");

  /** Refuses null. */
  public EventTrace {
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
    Objects.requireNonNull(parentSpanId, "parentSpanId");
  }
}
