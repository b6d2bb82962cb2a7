// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one call that expressions may read. A property that is null or missing in a map
 * is unknown: reading it is a fault.
 *
 * @param tool the name of the tool
 * @param server the server that offers the tool
 * @param action the kind of the action, for example {@code tool_call}
 * @param url the target of a network call
 * @param agent {@code id}, {@code team} and {@code org}
 * @param caller the properties of the caller that the adapter reported
 * @param hints {@code readOnly}, {@code destructive}, {@code idempotent} and {@code openWorld} of a
 *     pinned tool
 * @param arguments the arguments of the call
 * @param result the result of the call
 * @param now the time of the decision
 */
public record CallValues(
    @Nullable String tool,
    @Nullable String server,
    @Nullable String action,
    @Nullable String url,
    Map<String, String> agent,
    Map<String, String> caller,
    Map<String, Boolean> hints,
    @Nullable JsonSource arguments,
    @Nullable JsonSource result,
    @Nullable Instant now) {

  /** A call of which nothing is known. */
  public static final CallValues EMPTY =
      new CallValues(null, null, null, null, Map.of(), Map.of(), Map.of(), null, null, null);

  /** Returns the same values with a tool name. */
  public CallValues withTool(String name) {
    return new CallValues(name, server, action, url, agent, caller, hints, arguments, result, now);
  }

  /** Returns the same values with arguments. */
  public CallValues withArguments(JsonSource source) {
    return new CallValues(tool, server, action, url, agent, caller, hints, source, result, now);
  }

  /** Returns the same values with a result. */
  public CallValues withResult(JsonSource source) {
    return new CallValues(tool, server, action, url, agent, caller, hints, arguments, source, now);
  }

  /** Returns the same values with a time. */
  public CallValues withNow(Instant time) {
    return new CallValues(tool, server, action, url, agent, caller, hints, arguments, result, time);
  }
}
