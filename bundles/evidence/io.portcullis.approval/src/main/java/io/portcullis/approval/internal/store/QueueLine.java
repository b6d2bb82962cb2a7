// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.store;

import com.fasterxml.jackson.core.JsonFactory;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.approval.ApprovalReview.ReviewRequest;
import io.portcullis.approval.internal.config.ApprovalText;
import io.portcullis.support.json.StrictJsonFactory;
import io.portcullis.support.json.TerminalJson;
import io.portcullis.support.json.TextObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the queue file: a JSON object of strings. Its key {@code do} names the event. No line
 * contains arguments, only their digest.
 *
 * @param fields the strings by key
 */
public record QueueLine(Map<String, String> fields) {
  static final int MAX_BYTES = 64 * 1_024;

  static final String REQUEST = "request";
  static final String VOTE = "vote";
  static final String END = "end";

  private static final String WHAT = "do";
  private static final String ID = "id";
  private static final String AT = "at";
  private static final JsonFactory JSON = StrictJsonFactory.of(MAX_BYTES, 2);

  public QueueLine {
    fields = Map.copyOf(fields);
  }

  /** Returns the line of a request. */
  public static QueueLine request(ReviewRequest waiting) {
    ToolCall call = waiting.call();
    Map<String, String> fields = common(REQUEST, waiting.id(), waiting.since());
    fields.put("until", waiting.until().toString());
    fields.put("reason", ApprovalText.cut(waiting.reason()));
    fields.put("rule", ApprovalText.cut(waiting.rule()));
    fields.put("call", ApprovalText.cut(call.id()));
    fields.put("tool", ApprovalText.cut(call.tool()));
    fields.put("digest", waiting.argumentsDigest());
    fields.put("agent", ApprovalText.cut(call.agent().id()));
    fields.put("team", ApprovalText.cut(call.agent().team()));
    fields.put("org", ApprovalText.cut(call.agent().org()));
    return new QueueLine(fields);
  }

  /** Returns the line of an approval that is not the last one needed. */
  public static QueueLine vote(String id, String who, Instant at) {
    Map<String, String> fields = common(VOTE, id, at);
    fields.put("by", who);
    return new QueueLine(fields);
  }

  /** Returns the line of an end. */
  public static QueueLine end(String id, String outcome, String who, Instant at) {
    Map<String, String> fields = common(END, id, at);
    fields.put("outcome", outcome);
    fields.put("by", who);
    return new QueueLine(fields);
  }

  private static Map<String, String> common(String what, String id, Instant at) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(WHAT, what);
    fields.put(ID, id);
    fields.put(AT, at.toString());
    return fields;
  }

  public String what() {
    return text(WHAT);
  }

  public String id() {
    return text(ID);
  }

  /** Returns the string of a key, empty if it is missing. */
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Returns the agent of the call. */
  public AgentIdentity agent() {
    return new AgentIdentity(text("org"), text("team"), text("agent"));
  }

  /** Returns the line with its line feed, in UTF-8. */
  public byte[] bytes() {
    String text =
        TerminalJson.object(
            json -> {
              json.writeStringField(WHAT, what());
              for (Map.Entry<String, String> field : fields.entrySet()) {
                if (!field.getKey().equals(WHAT)) {
                  json.writeStringField(field.getKey(), field.getValue());
                }
              }
            });
    return (text + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a line without its line feed.
   *
   * @throws IOException if the line is not one that {@link #bytes} writes
   */
  static QueueLine parse(byte[] bytes) throws IOException {
    Map<String, String> fields = TextObject.parse(bytes, JSON);
    QueueLine line = new QueueLine(fields);
    expect(!line.id().isEmpty());
    expect(isInstant(line.text(AT)));
    switch (line.what()) {
      case REQUEST -> expect(fields.containsKey("tool") && fields.containsKey("digest"));
      case VOTE, END -> expect(fields.containsKey("by"));
      default -> expect(false);
    }
    return line;
  }

  private static boolean isInstant(String text) {
    try {
      return Instant.parse(text).toString().equals(text);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void expect(boolean so) throws IOException {
    if (!so) {
      throw new IOException("not a line of the queue");
    }
  }
}
