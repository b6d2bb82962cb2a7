// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api;

import java.util.Objects;

/**
 * The place of a call in a trace. Both ids are opaque text; empty means none.
 *
 * @param traceId the trace, or empty
 * @param spanId the span within it, or empty
 */
public record TraceContext(String traceId, String spanId) {
  /** The context of a call without a trace. */
  public static final TraceContext NONE = new TraceContext("", "");

  /**
   * Refuses null ids.
   *
   * @throws NullPointerException if an id is null
   */
  public TraceContext {
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
  }
}
