// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.budget.PriceTable;
import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.limit.TokenBuckets;
import io.portcullis.policy.internal.limit.TokenBuckets.Owner;
import io.portcullis.policy.internal.limit.TokenBuckets.Terms;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.effect.DecisionHistory;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** One way to evaluate documents. Thread-safe. */
public interface Evaluation {

  /**
   * Decides a request.
   *
   * @param arguments the arguments of the request
   * @param history what the decision may read of the history; it gets what the call adds
   * @throws ArgumentsUnavailableException if the arguments are unavailable and the decision may
   *     depend on them; the count against limits does not depend on them
   */
  PolicyDecision evaluate(
      PolicyRequest request, RequestArguments arguments, DecisionHistory history)
      throws InvalidArgumentsException;

  /**
   * Returns the same evaluation without hourly limits, to repeat a decision that has taken its
   * token.
   */
  Evaluation withoutLimits();

  /**
   * The inputs of an evaluation other than the documents.
   *
   * @param buckets the counters of hourly limits; null if no limit applies
   * @param anyTime whether documents are active regardless of their schedule
   */
  record EvaluationContext(
      @Nullable TokenBuckets buckets,
      InstantSource clock,
      String edition,
      boolean anyTime,
      PriceTable prices) {

    /** Returns the same context at one instant. */
    public EvaluationContext at(Instant now) {
      return new EvaluationContext(buckets, InstantSource.fixed(now), edition, anyTime, prices);
    }

    /** Returns the same context without limits. */
    EvaluationContext withoutLimits() {
      return new EvaluationContext(null, clock, edition, anyTime, prices);
    }

    /** Takes a token for a call; returns null on success. */
    @Nullable Deny limit(PolicyDocument document, long limit, PolicyRequest request, String tool) {
      if (buckets == null) {
        return null;
      }
      boolean team = !request.team().isEmpty();
      Owner owner = new Owner(team, team ? request.team() : request.agent());
      boolean named = document.tools().exact().containsKey(tool);
      TokenBuckets.Key key = new TokenBuckets.Key(owner, tool, named);
      return switch (buckets.take(key, new Terms(limit, edition), clock)) {
        case TAKEN -> null;
        case EXHAUSTED -> document.outcomes().rate;
        case FULL -> document.outcomes().tooManyRates;
      };
    }
  }

  /** Returns the decision after a scan, if no other rule objects to the permit. */
  static PolicyDecision afterScan(
      ScanResult result, CredentialAction action, PolicyDocument document, Allow permit) {
    return switch (result.kind()) {
      case NOTHING -> permit;
      case UNREDACTABLE -> document.outcomes().unredactable;
      case REDACTED ->
          new Redact(
              "sensitive data detected", "data_pattern_scan", document.name(), result.redactions());
      case FOUND ->
          action == CredentialAction.BLOCK
              ? document.outcomes().credential
              : new Allow("sensitive data detected", "data_pattern_scan", document.name());
    };
  }
}
