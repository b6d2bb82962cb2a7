// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * Where a call belongs in a trace. Both ids are opaque text; empty means none.
 *
 * @param traceId the trace, or empty
 * @param spanId the span within it, or empty
 */
public record TraceContext(String traceId, String spanId) {
  /** No trace is known. */
  public static final TraceContext NONE = new TraceContext("", "");

  /** Refuses null ids. */
  public TraceContext {
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
  }
}
