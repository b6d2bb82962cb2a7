// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.api.ApprovalDesk.Waiting;
import io.portcullis.api.GovernanceEvent;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of requests, for the record and to the webhook. Decides nothing. */
final class Reports {
  static final String REQUESTED = "approval_requested";
  static final String VOTE = "approval_vote";
  static final String GRANTED = "approval_granted";
  static final String DENIED = "approval_denied";
  static final String EXPIRED = "approval_expired";
  static final String CANCELLED = "approval_cancelled";
  static final String ABANDONED = "approval_abandoned";

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final Consumer<GovernanceEvent> record;
  private final @Nullable Webhook webhook;
  private final InstantSource clock;

  Reports(Consumer<GovernanceEvent> record, @Nullable Webhook webhook, InstantSource clock) {
    this.record = record;
    this.webhook = webhook;
    this.clock = clock;
  }

  void requested(Waiting waiting) {
    report(REQUESTED, waiting, "", "");
    tell(REQUESTED, waiting);
  }

  void vote(Waiting waiting, String who, String comment) {
    report(VOTE, waiting, who, comment);
  }

  /** It waits no more. */
  void ended(String type, Waiting waiting, String who, String comment) {
    report(type, waiting, who, comment);
    tell(type, waiting);
  }

  private void report(String type, Waiting waiting, String who, String comment) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("id", waiting.id());
    attributes.put("call", Texts.cut(waiting.call().id()));
    attributes.put("tool", Texts.cut(waiting.call().tool()));
    attributes.put("argumentsDigest", waiting.argumentsDigest());
    attributes.put("by", who);
    attributes.put("comment", comment);
    attributes.put("rule", Texts.cut(waiting.rule()));
    attributes.put("until", waiting.until().toString());
    attributes.values().removeIf(String::isEmpty);
    try {
      record.accept(new GovernanceEvent(type, clock.instant(), waiting.call().agent(), attributes));
    } catch (RuntimeException | LinkageError e) { // linkage: a bundle was refreshed
      LOG.warn("{} of {} could not be reported", type, waiting.id(), e);
    }
  }

  private void tell(String type, Waiting waiting) {
    if (webhook != null) {
      webhook.tell(WebhookMessage.of(type, waiting));
    }
  }
}
