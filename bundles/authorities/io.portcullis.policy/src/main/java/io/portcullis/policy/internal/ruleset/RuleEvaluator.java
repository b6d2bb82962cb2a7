// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset;

import io.portcullis.policy.internal.cel.ArgumentReferences;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.cel.WorkLimitExceeded;
import io.portcullis.policy.internal.ruleset.RuleResult.Denied;
import io.portcullis.policy.internal.ruleset.RuleResult.Failed;
import io.portcullis.policy.internal.ruleset.RuleResult.Passed;
import io.portcullis.policy.internal.ruleset.RuleResult.Undecidable;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Combines the rules that may apply to one call. Any denial denies; otherwise a condition that
 * cannot be evaluated is a fault; otherwise all rules that ask and that allow are returned. The
 * order of rules and documents has no effect. Not thread-safe; one for each decision.
 */
public final class RuleEvaluator {

  /** How the reason of a fault begins that no single rule causes. */
  public static final String UNFINISHED = "the conditions of the rules cannot be evaluated: ";

  private final PolicyRequest request;
  private final List<RuleEntry> entries;
  private final RuleFrames frames;
  private final boolean contentKnown;
  private @Nullable Fault fault;
  private boolean undecidable;

  /**
   * Creates an evaluator.
   *
   * @param entries the rules that may apply, in the order of the scopes of their documents
   * @param values the values of the call
   * @param effects what the counters and labels of the call read
   */
  public RuleEvaluator(
      PolicyRequest request,
      List<RuleEntry> entries,
      CallContent values,
      ArgumentReferences effects) {
    this.request = request;
    this.entries = entries;
    this.frames = new RuleFrames(() -> values.read(request, entries, effects), values.history());
    this.contentKnown = values.known();
  }

  /** Returns the values of the call for further expressions of this decision. */
  public RuleFrames frames() {
    return frames;
  }

  /** Evaluates the rules. */
  public RuleResult evaluate() {
    try {
      Denied denied = denied();
      if (denied != null) {
        return denied;
      }
      List<Rule> asks = applicable(Effect.ASK);
      List<Rule> allows = applicable(Effect.ALLOW);
      if (undecidable) {
        return new Undecidable();
      }
      Fault failed = fault;
      if (failed != null) {
        return new Failed(failed);
      }
      return asks.isEmpty() && allows.isEmpty() ? RuleResult.SILENT : new Passed(asks, allows);
    } catch (WorkLimitExceeded e) {
      return new Failed(unfinished("they need more work than a decision may take"));
    } catch (StackOverflowError e) {
      return new Failed(unfinished("they are nested too deeply"));
    }
  }

  private @Nullable Denied denied() {
    for (int i = 0; i < entries.size(); i++) {
      for (Rule rule : entries.get(i).denies()) {
        if (applies(rule)) {
          return new Denied(rule.denial());
        }
      }
    }
    return null;
  }

  private List<Rule> applicable(Effect effect) {
    List<Rule> found = List.of();
    for (int i = 0; i < entries.size(); i++) {
      RuleEntry entry = entries.get(i);
      for (Rule rule : effect == Effect.ASK ? entry.asks() : entry.allows()) {
        if (applies(rule)) {
          found = found.isEmpty() ? new ArrayList<>() : found;
          found.add(rule);
        }
      }
    }
    return found;
  }

  /** A rule that fails does not apply, and its fault is kept for the case that no rule denies. */
  private boolean applies(Rule rule) {
    try {
      return rule.applies(request, frames);
    } catch (ExpressionFault e) {
      RuleCondition condition = rule.condition();
      if (!contentKnown && condition != null && condition.readsContent()) {
        undecidable = true;
      } else if (fault == null) {
        fault = fault(rule, e);
      }
      return false;
    }
  }

  private static Fault fault(Rule rule, ExpressionFault cause) {
    RuleCondition condition = rule.condition();
    SourceLocation place =
        condition == null ? SourceLocation.START : condition.place(cause.offset());
    String reason =
        "the condition of rule '%s' (%s:%d:%d) cannot be evaluated: %s (%s)"
            .formatted(
                rule.name(),
                rule.document(),
                place.line(),
                place.column(),
                cause.reason(),
                cause.code().name().toLowerCase(Locale.ROOT));
    return new Fault(reason, rule.name(), rule.document());
  }

  private static Fault unfinished(String why) {
    return new Fault(UNFINISHED + why, "request_not_evaluated", "");
  }
}
