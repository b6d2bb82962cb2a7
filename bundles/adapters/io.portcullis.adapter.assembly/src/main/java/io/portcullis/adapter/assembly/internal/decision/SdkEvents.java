// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.assembly.internal.decision;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.assembly.wire.messages.EventReport;
import io.portcullis.assembly.wire.values.EventDetail;
import io.portcullis.assembly.wire.values.PolicyViolation;
import io.portcullis.support.text.PrintableText;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the events that SDKs report, best effort and without arguments and results. Thread-safe.
 */
public final class SdkEvents {
  /** The type of an SDK's event in the journal. */
  static final String TYPE = "sdk_event";

  private static final Logger LOG = LoggerFactory.getLogger(SdkEvents.class);
  private static final int MAX_CHARACTERS = 256;
  private static final int MAX_LABELS = 16;

  /** The names of labels that hold contents. */
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
      LOG.debug("Cannot record an event of an SDK", e);
    }
  }

  private static Map<String, String> attributes(EventReport event) {
    Map<String, String> attributes = new LinkedHashMap<>();
    put(attributes, "event_id", event.eventId());
    put(attributes, "action", event.action().name());
    put(attributes, "decision", event.decision().name());
    put(attributes, "trace_id", event.trace().traceId());
    put(attributes, "span_id", event.trace().spanId());
    putDetail(attributes, event.detail());
    event.labels().entrySet().stream()
        .filter(label -> !label.getKey().equals(DETAILS))
        .limit(MAX_LABELS)
        .forEach(label -> put(attributes, label.getKey(), label.getValue()));
    return attributes;
  }

  private static void putDetail(Map<String, String> attributes, EventDetail detail) {
    if (detail instanceof EventDetail.ToolCall call) {
      put(attributes, "tool", call.tool());
      put(attributes, "succeeded", String.valueOf(call.succeeded()));
    } else if (detail instanceof PolicyViolation violation) {
      put(attributes, "tool", violation.blockedAction());
      put(attributes, "rule", violation.policyRule());
    }
  }

  private static void put(Map<String, String> attributes, String name, String value) {
    if (!value.isEmpty() && !name.isEmpty()) {
      String unused = attributes.putIfAbsent(excerpt(name), excerpt(value));
    }
  }

  private static String excerpt(String text) {
    return PrintableText.start(text, MAX_CHARACTERS);
  }
}
