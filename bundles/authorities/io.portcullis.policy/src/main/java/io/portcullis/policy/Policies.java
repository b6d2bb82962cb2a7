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

/** A loaded set of policy documents: one file, or the cascade of a folder. Immutable. */
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

  /** Returns the names of the documents, in their order. */
  public List<String> names() {
    return documents.stream().map(PolicyDocument::name).toList();
  }

  /**
   * Returns whether the documents come from a folder: then their scopes apply, and every document
   * is evaluated.
   */
  public boolean cascade() {
    return cascade;
  }

  /**
   * Returns warnings for the authors, such as a rule that can never apply; the documents are usable
   * in spite of them.
   */
  public List<PolicyProblem> warnings() {
    return warnings;
  }

  /**
   * Returns the SHA-256 of the contents of the documents in their order, as 64 hexadecimal digits.
   * Equal contents have equal digests.
   */
  public String digest() {
    return digest;
  }

  /** Returns how long an approval may take: the shortest timeout of all documents. */
  public Duration approvalTimeout() {
    return documents.stream()
        .map(document -> document.approval().timeout())
        .min(Duration::compareTo)
        .orElseThrow();
  }

  /**
   * Returns the place of the first document that allows every tool without an entry; null if no
   * document does.
   */
  @Nullable PolicyProblem silence() {
    return silence;
  }

  Evaluation evaluation(Evaluation.EvaluationContext surroundings) {
    PolicyDocument first = documents.get(0);
    if (cascade) {
      return new CascadeEvaluation(new Cascade(documents), surroundings);
    }
    return first.origin().upstream()
        ? new SingleEvaluation(first, surroundings)
        : new CascadeEvaluation(Cascade.single(first), surroundings);
  }
}
