// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.approval.internal.config.ApprovalText;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports what happened to approval requests as events and to the webhook. Decides nothing. */
public final class ApprovalEvents {
  static final String REQUESTED = "approval_requested";
  static final String VOTE = "approval_vote";
  public static final String GRANTED = "approval_granted";
  public static final String DENIED = "approval_denied";
  public static final String EXPIRED = "approval_expired";
  public static final String CANCELLED = "approval_cancelled";
  public static final String ABANDONED = "approval_abandoned";

  private static final Logger LOG = LoggerFactory.getLogger(ApprovalEvents.class);

  private final Consumer<GovernanceEvent> record;
  private final @Nullable Webhook webhook;
  private final InstantSource clock;

  public ApprovalEvents(
      Consumer<GovernanceEvent> record, @Nullable Webhook webhook, InstantSource clock) {
    this.record = record;
    this.webhook = webhook;
    this.clock = clock;
  }

  /** Reports that a call started to wait. */
  public void requested(ReviewRequest waiting) {
    report(REQUESTED, waiting, "", "");
    notifyWebhook(REQUESTED, waiting);
  }

  /** Reports an approval that is not the last one needed. */
  public void vote(ReviewRequest waiting, String who, String comment) {
    report(VOTE, waiting, who, comment);
  }

  /** Reports that a call stopped waiting. */
  public void ended(String type, ReviewRequest waiting, String who, String comment) {
    report(type, waiting, who, comment);
    notifyWebhook(type, waiting);
  }

  private void report(String type, ReviewRequest waiting, String who, String comment) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("id", waiting.id());
    attributes.put("call", ApprovalText.cut(waiting.call().id()));
    attributes.put("tool", ApprovalText.cut(waiting.call().tool()));
    attributes.put("argumentsDigest", waiting.argumentsDigest());
    attributes.put("by", who);
    attributes.put("comment", comment);
    attributes.put("rule", ApprovalText.cut(waiting.rule()));
    attributes.put("until", waiting.until().toString());
    attributes.values().removeIf(String::isEmpty);
    try {
      record.accept(new GovernanceEvent(type, clock.instant(), waiting.call().agent(), attributes));
    } catch (RuntimeException | LinkageError e) { // linkage: a bundle was refreshed
      LOG.warn("Cannot report event {} of approval {}", type, waiting.id(), e);
    }
  }

  private void notifyWebhook(String type, ReviewRequest waiting) {
    if (webhook != null) {
      webhook.post(WebhookMessage.of(type, waiting));
    }
  }
}
