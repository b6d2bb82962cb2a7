// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.values;

import java.util.Objects;

/**
 * The place of an event in a trace. Each id may be empty.
 *
 * @param traceId the trace
 * @param spanId the span
 * @param parentSpanId the parent span
 */
public record EventTrace(String traceId, String spanId, String parentSpanId) {
  /** No trace. */
  public static final EventTrace NONE = new EventTrace("", "", "");

  /** Refuses null. */
  public EventTrace {
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
    Objects.requireNonNull(parentSpanId, "parentSpanId");
  }
}
