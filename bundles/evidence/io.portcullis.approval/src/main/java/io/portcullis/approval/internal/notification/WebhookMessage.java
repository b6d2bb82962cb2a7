// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.config.ApprovalText;
import io.portcullis.approval.internal.store.QueueLine;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;

/**
 * A message to the webhook; it never contains arguments.
 *
 * @param body one JSON object
 */
public record WebhookMessage(String body) {
  static WebhookMessage of(String event, ReviewRequest waiting) {
    return of(
        event,
        waiting.id(),
        waiting.call().tool(),
        waiting.call().agent(),
        waiting.reason(),
        waiting.rule(),
        waiting.since().toString(),
        waiting.until().toString(),
        waiting.argumentsDigest());
  }

  /** Returns the message about a call that waited when the container ended. */
  public static WebhookMessage abandoned(QueueLine request) {
    return of(
        ApprovalEvents.ABANDONED,
        request.id(),
        request.text("tool"),
        request.agent(),
        request.text("reason"),
        request.text("rule"),
        request.text("at"),
        request.text("until"),
        request.text("digest"));
  }

  private static WebhookMessage of(
      String event,
      String id,
      String tool,
      AgentIdentity agent,
      String reason,
      String rule,
      String since,
      String until,
      String digest) {
    return new WebhookMessage(
        TerminalJson.object(
            json -> {
              json.writeStringField("event", event);
              json.writeStringField("id", id);
              json.writeStringField("tool", ApprovalText.cut(tool));
              write(json, agent);
              json.writeStringField("reason", ApprovalText.cut(reason));
              json.writeStringField("rule", ApprovalText.cut(rule));
              json.writeStringField("since", since);
              json.writeStringField("until", until);
              json.writeStringField("argumentsDigest", digest);
            }));
  }

  private static void write(JsonGenerator json, AgentIdentity agent) throws IOException {
    json.writeObjectFieldStart("agent");
    json.writeStringField("org", ApprovalText.cut(agent.org()));
    json.writeStringField("team", ApprovalText.cut(agent.team()));
    json.writeStringField("id", ApprovalText.cut(agent.id()));
    json.writeEndObject();
  }
}
