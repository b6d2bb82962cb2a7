// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.evaluate.Cascade;
import io.portcullis.policy.internal.evaluate.CascadeEvaluation;
import io.portcullis.policy.internal.evaluate.Evaluation;
import io.portcullis.policy.internal.evaluate.SingleEvaluation;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.model.PolicyProblem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded set of documents: one file, or the cascade of a folder. Immutable. */
public final class Policies {

  private final List<PolicyDocument> documents;
  private final boolean cascade;
  private final List<PolicyProblem> warnings;
  private final String digest;
  private final @Nullable PolicyProblem silence;

  Policies(
      List<PolicyDocument> documents,
      boolean cascade,
      List<PolicyProblem> warnings,
      String digest,
      @Nullable PolicyProblem silence) {
    this.documents = List.copyOf(documents);
    this.cascade = cascade;
    this.warnings = List.copyOf(warnings);
    this.digest = digest;
    this.silence = silence;
  }

  /** The names of the documents, in their order. */
  public List<String> names() {
    return documents.stream().map(PolicyDocument::name).toList();
  }

  /** Whether they come from a folder, so that their scopes count and all of them have a say. */
  public boolean cascade() {
    return cascade;
  }

  /**
   * What the authors should know, such as a rule that can never fire; nothing of it keeps the
   * documents from use.
   */
  public List<PolicyProblem> warnings() {
    return warnings;
  }

  /**
   * SHA-256 over the contents of the documents in their order, as 64 hexadecimal digits; equal for
   * equal contents.
   */
  public String digest() {
    return digest;
  }

  /** How long an approval may take; the shortest of all documents. */
  public Duration approvalTimeout() {
    return documents.stream()
        .map(document -> document.approval().timeout())
        .min(Duration::compareTo)
        .orElseThrow();
  }

  /** Where the documents allow tools because nothing speaks of them; null if nowhere. */
  @Nullable PolicyProblem silence() {
    return silence;
  }

  Evaluation evaluation(Evaluation.EvaluationContext surroundings) {
    return cascade
        ? new CascadeEvaluation(new Cascade(documents), surroundings)
        : new SingleEvaluation(documents.get(0), surroundings);
  }
}
