// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.replay;

import io.portcullis.api.ActionType;
import io.portcullis.api.ToolCall;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.PolicyRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded call as a request to a policy.
 *
 * @param at the time of the record
 * @param request the request, without arguments if they are not known
 * @param argumentsKnown whether arguments and URL are those of the call, after redaction
 */
public record RecordedCall(Instant at, PolicyRequest request, boolean argumentsKnown) {
  private static final Set<String> NAMES =
      Set.of(
          "agent",
          "org",
          "team",
          "tool",
          "source",
          "action",
          "callerAgent",
          "callerOrg",
          "callerTeam");

  /** Reads a {@code decided} record; empty if its names were cut. */
  public static Optional<RecordedCall> of(JournalRecord record) {
    List<String> cut = record.texts("cut");
    Action action = action(record.text("action"));
    Instant at = instant(record.text("time"));
    if (action == null || at == null || cut.stream().anyMatch(NAMES::contains)) {
      return Optional.empty();
    }
    String arguments = record.text("arguments");
    boolean known =
        record.has("arguments") && !cut.contains("targetUrl") && asRecorded(record, arguments);
    PolicyRequest request =
        new PolicyRequest(
                record.text("org"),
                record.text("team"),
                record.text("agent"),
                action,
                record.text("tool"),
                record.text("source"),
                known ? arguments : "",
                known && record.has("targetUrl") ? record.text("targetUrl") : null)
            .onBehalfOf(caller(record));
    return Optional.of(new RecordedCall(at, request, known));
  }

  private static PolicyRequest.@Nullable Caller caller(JournalRecord record) {
    return record.has("callerAgent")
        ? new PolicyRequest.Caller(
            record.text("callerOrg"), record.text("callerTeam"), record.text("callerAgent"))
        : null;
  }

  /** A text that was cut, or in which half a character was replaced, has another digest. */
  private static boolean asRecorded(JournalRecord record, String arguments) {
    return ToolCall.of("", arguments).argumentsDigest().equals(record.text("argumentsDigest"));
  }

  private static @Nullable Action action(String word) {
    return ActionType.parse(word).map(type -> Action.valueOf(type.name())).orElse(null);
  }

  private static @Nullable Instant instant(String time) {
    try {
      return Instant.parse(time);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
