// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.PolicyViolation;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what SDKs tell, best effort and without arguments and results. Thread-safe. */
public final class SdkEvents {
  /** What an event of an SDK is called in the journal. */
  static final String TYPE = "sdk_event";

  private static final Logger LOG = LoggerFactory.getLogger(SdkEvents.class);
  private static final int MOST_CHARACTERS = 256;
  private static final int MOST_LABELS = 16;

  /** Labels of these names hold contents. */
  private static final String DETAILS = "details";

  private final AgentIdentity agent;
  private final Supplier<@Nullable CallReporter> clients;
  private final InstantSource clock;

  public SdkEvents(
      AgentIdentity agent, Supplier<@Nullable CallReporter> clients, InstantSource clock) {
    this.agent = agent;
    this.clients = clients;
    this.clock = clock;
  }

  public void report(EventReport event) {
    try {
      CallReporter client = clients.get();
      if (client != null) {
        client.report(new GovernanceEvent(TYPE, clock.instant(), agent, attributes(event)));
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("an event of an SDK was not taken down", e);
    }
  }

  private static Map<String, String> attributes(EventReport event) {
    Map<String, String> told = new LinkedHashMap<>();
    put(told, "event_id", event.eventId());
    put(told, "action", event.action().name());
    put(told, "decision", event.decision().name());
    put(told, "trace_id", event.trace().traceId());
    put(told, "span_id", event.trace().spanId());
    if (event.detail() instanceof EventDetail.ToolCall call) {
      put(told, "tool", call.tool());
      put(told, "succeeded", String.valueOf(call.succeeded()));
    } else if (event.detail() instanceof PolicyViolation violation) {
      put(told, "tool", violation.blockedAction());
      put(told, "rule", violation.policyRule());
    }
    event.labels().entrySet().stream()
        .filter(label -> !label.getKey().equals(DETAILS))
        .limit(MOST_LABELS)
        .forEach(label -> put(told, label.getKey(), label.getValue()));
    return told;
  }

  private static void put(Map<String, String> told, String name, String value) {
    if (!value.isEmpty() && !name.isEmpty()) {
      String unused = told.putIfAbsent(excerpt(name), excerpt(value));
    }
  }

  private static String excerpt(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    return text.substring(0, halves ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }
}
