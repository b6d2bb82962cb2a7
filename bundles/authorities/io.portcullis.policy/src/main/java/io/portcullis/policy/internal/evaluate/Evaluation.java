// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.evaluate;

import io.portcullis.policy.internal.data.ScanResult;
import io.portcullis.policy.internal.json.InvalidArgumentsException;
import io.portcullis.policy.internal.limit.TokenBuckets;
import io.portcullis.policy.internal.limit.TokenBuckets.Owner;
import io.portcullis.policy.internal.limit.TokenBuckets.Terms;
import io.portcullis.policy.internal.request.ArgumentsUnavailableException;
import io.portcullis.policy.internal.request.RequestArguments;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Redact;
import io.portcullis.policy.model.PolicyRequest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A way through the stages. Thread-safe. */
public interface Evaluation {

  /**
   * Decides a request.
   *
   * @param arguments those of the request
   * @throws ArgumentsUnavailableException if the arguments are and the decision may hang on them;
   *     what was counted against limits does not
   */
  PolicyDecision evaluate(PolicyRequest request, RequestArguments arguments)
      throws InvalidArgumentsException;

  /**
   * What the stages need beside the documents.
   *
   * @param anyTime whether documents are taken to be active whatever their schedule says
   */
  record EvaluationContext(
      TokenBuckets buckets, InstantSource clock, String edition, boolean anyTime) {

    /** Takes a token for a call; null if there was one. */
    @Nullable Deny limit(PolicyDocument document, long limit, PolicyRequest request, String tool) {
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

  /** The decision after a scan, if nothing but the scan speaks against a permit. */
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
