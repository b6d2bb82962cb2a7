// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.rebuild;

import io.portcullis.policy.internal.cel.HistoryView;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.evaluate.Cascade;
import io.portcullis.policy.internal.history.HistoryFold;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.json.JsonValue;
import io.portcullis.policy.internal.json.JsonValue.JsonArray;
import io.portcullis.policy.internal.json.JsonValue.JsonObject;
import io.portcullis.policy.internal.ruleset.CallContent;
import io.portcullis.policy.internal.ruleset.RuleEvaluator;
import io.portcullis.policy.internal.ruleset.RuleFrames;
import io.portcullis.policy.internal.ruleset.effect.CounterDefinition;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.internal.ruleset.effect.EffectEvaluator;
import io.portcullis.policy.internal.ruleset.effect.EffectEvaluator.EffectFault;
import io.portcullis.policy.internal.ruleset.effect.LabelDefinition;
import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.CallEffects.Count;
import io.portcullis.policy.model.CallEffects.Mark;
import io.portcullis.policy.model.PolicyRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the journal into a fold. For a record of another policy it evaluates the new
 * definitions, if the record holds what they read. For one thread.
 */
public final class RecordFold {
  private final HistoryFold fold;
  private final Cascade documents;
  private final Map<String, HistorySpec> added;
  private long countedAfter = Long.MAX_VALUE;
  private String digest = "";

  /**
   * Starts a fold.
   *
   * @param documents the documents in force
   * @param added their counters and labels whose history is folded
   */
  public RecordFold(HistoryFold fold, Cascade documents, List<HistorySpec> added) {
    this.fold = fold;
    this.documents = documents;
    this.added =
        added.stream().collect(Collectors.toMap(HistorySpec::id, each -> each, (a, b) -> a));
  }

  /**
   * Names the documents in force.
   *
   * @param seq records after this line that were decided by these documents are counted already
   * @param policyDigest the digest that such records carry
   */
  public void countedAfter(long seq, String policyDigest) {
    countedAfter = seq;
    digest = policyDigest;
  }

  /**
   * Adds one record.
   *
   * @throws java.time.DateTimeException if it states no time
   */
  public void add(long seq, JsonValue body) {
    add(seq, Instant.parse(text(body, "time")), body);
  }

  private void add(long seq, Instant at, JsonValue body) {
    switch (text(body, "kind")) {
      case "decided" -> decided(seq, at, body);
      case "ended" -> ended(at, body);
      case "event" -> event(at, body);
      case "gap" -> fold.gap(at, "records were lost");
      case "recovered" -> {
        if (!text(body, "reason").isEmpty()) {
          fold.gap(at, "records may have been lost: " + text(body, "reason"));
        }
      }
      default -> {}
    }
  }

  private static String text(JsonValue value, String name) {
    String text = value.text(name);
    return text == null ? "" : text;
  }

  private void ended(Instant at, JsonValue body) {
    String call = text(body, "call");
    switch (text(body, "outcome")) {
      case "completed" -> fold.completed(call, at);
      case "failed" -> fold.takenBack(call, at, true);
      case "denied" -> fold.takenBack(call, at, false);
      default -> {}
    }
  }

  private void event(Instant at, JsonValue body) {
    if (text(body, "event").equals("label_cleared")
        && body instanceof JsonObject object
        && object.members().get("attributes") instanceof JsonObject attributes) {
      fold.cleared(text(attributes, "subject"), text(attributes, "label"), at);
    }
  }

  private void decided(long seq, Instant at, JsonValue body) {
    boolean ours = !digest.isEmpty() && text(body, "policyDigest").equals(digest);
    if (!text(body, "verdict").equals("allow") || (ours && seq > countedAfter)) {
      return;
    }
    List<Count> counts = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    if (!read(body, counts, marks)) {
      fold.gap(at, "record " + seq + " cannot be read");
      return;
    }
    if (!ours) {
      backfill(at, body, counts, marks);
    }
    fold.decided(text(body, "call"), at, new CallEffects(text(body, "agent"), counts, marks));
  }

  private static boolean read(JsonValue body, List<Count> counts, List<Mark> marks) {
    try {
      for (JsonValue each : items(body, "counts")) {
        counts.add(
            new Count(
                text(each, "counter"),
                text(each, "id"),
                text(each, "subject"),
                new BigDecimal(text(each, "amount"))));
      }
      for (JsonValue each : items(body, "labels")) {
        boolean completed = text(each, "after").equals("completed");
        marks.add(
            new Mark(text(each, "label"), text(each, "id"), text(each, "subject"), completed));
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static List<JsonValue> items(JsonValue body, String name) {
    return body instanceof JsonObject object && object.members().get(name) instanceof JsonArray list
        ? list.items()
        : List.of();
  }

  /** Adds what the new definitions say about a call that another policy has decided. */
  private void backfill(Instant at, JsonValue body, List<Count> counts, List<Mark> marks) {
    PolicyRequest request = request(body);
    if (request == null) {
      return;
    }
    String arguments = body.text("arguments");
    Set<String> known = counts.stream().map(Count::id).collect(Collectors.toSet());
    marks.forEach(mark -> known.add(mark.id()));
    String tool = tool(request);
    for (EffectDefinitions.Entry entry :
        documents.applicable(request, tool).effects(request.action(), tool)) {
      RuleFrames frames = frames(request, entry, arguments != null, at);
      for (CounterDefinition counter : entry.counters()) {
        if (added.containsKey(counter.spec().id()) && known.add(counter.spec().id())) {
          backfill(counter, at, new EffectEvaluator(request, frames::of), request, counts);
        }
      }
      for (LabelDefinition label : entry.labels()) {
        if (added.containsKey(label.spec().id()) && known.add(label.spec().id())) {
          backfill(label, at, new EffectEvaluator(request, frames::of), request, marks);
        }
      }
    }
  }

  private void backfill(
      CounterDefinition counter,
      Instant at,
      EffectEvaluator evaluator,
      PolicyRequest request,
      List<Count> counts) {
    try {
      evaluator.add(counter);
      counts.addAll(evaluator.effects().counts());
    } catch (EffectFault | WorkLimitExceeded | StackOverflowError e) {
      fold.unknownAmount(counter.spec(), at, counter.subject(request), request.agent());
    }
  }

  private void backfill(
      LabelDefinition label,
      Instant at,
      EffectEvaluator evaluator,
      PolicyRequest request,
      List<Mark> marks) {
    try {
      evaluator.add(label);
      marks.addAll(evaluator.effects().labels());
    } catch (EffectFault | WorkLimitExceeded | StackOverflowError e) {
      fold.unknownLabel(label.spec(), at, label.subject(request), request.agent());
    }
  }

  private static RuleFrames frames(
      PolicyRequest request, EffectDefinitions.Entry entry, boolean known, Instant at) {
    CallContent content = new CallContent(known, () -> at, HistoryView.UNKNOWN);
    return new RuleEvaluator(request, List.of(), content, entry.references()).frames();
  }

  private static String tool(PolicyRequest request) {
    return switch (request.action()) {
      case TOOL_CALL, TOOL_RESULT -> request.tool();
      case LLM_CALL -> "llm_call";
      case FILE_OPERATION, NETWORK_CALL, PROCESS_EXEC -> "";
    };
  }

  private static @Nullable PolicyRequest request(JsonValue body) {
    Action action;
    try {
      action = Action.valueOf(text(body, "action").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return null;
    }
    String caller = text(body, "callerAgent");
    String callerTeam = text(body, "callerTeam");
    String callerOrg = text(body, "callerOrg");
    boolean anyCaller = !(caller + callerTeam + callerOrg).isEmpty();
    return new PolicyRequest(
        text(body, "org"),
        text(body, "team"),
        text(body, "agent"),
        action,
        text(body, "tool"),
        text(body, "source"),
        text(body, "arguments"),
        body.text("targetUrl"),
        anyCaller ? new PolicyRequest.Caller(callerOrg, callerTeam, caller) : null,
        Map.of(),
        text(body, "trace"),
        text(body, "call"));
  }
}
