// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.budget.Budget;
import io.portcullis.policy.internal.coverage.RuleMeter;
import io.portcullis.policy.internal.evaluate.Cascade;
import io.portcullis.policy.internal.evaluate.CascadeEvaluation;
import io.portcullis.policy.internal.evaluate.Evaluation;
import io.portcullis.policy.internal.evaluate.SingleEvaluation;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.lint.PolicyLint;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.effect.CounterDefinition;
import io.portcullis.policy.model.PolicyFinding;
import io.portcullis.policy.model.PolicyProblem;
import io.portcullis.policy.model.ToolSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded set of policy documents: one file, or the cascade of a folder. Immutable. */
public final class Policies {

  private final List<PolicyDocument> documents;
  private final boolean cascade;
  private final List<PolicyProblem> warnings;
  private final String digest;
  private final @Nullable PolicyProblem silence;
  private final Map<String, CounterDefinition> counters;
  private final Cascade lookup;

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
    Map<String, CounterDefinition> byName = new HashMap<>();
    for (PolicyDocument document : documents) {
      document.effects().counters().forEach(each -> byName.put(each.spec().name(), each));
    }
    counters = Map.copyOf(byName);
    lookup = cascade ? new Cascade(documents) : Cascade.single(documents.get(0));
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
   * Checks the rules: whether they have an effect, and whether they fit the tools. Slow, because
   * conditions are read again.
   *
   * @param tools the tools that exist; empty if they are not known
   * @return what is probably not meant, in the order of the rules
   */
  public List<PolicyFinding> findings(List<ToolSchema> tools) {
    return PolicyLint.check(documents, cascade, tools);
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

  /** Returns the counters of all documents by name. */
  Map<String, CounterDefinition> counters() {
    return counters;
  }

  /** Returns the counters and labels of all documents as the history knows them. */
  List<HistorySpec> historySpecs() {
    List<HistorySpec> specs = new ArrayList<>();
    for (PolicyDocument document : documents) {
      specs.addAll(document.effects().specs());
      Budget budget = document.budget();
      if (budget != null) {
        budget.counters().forEach(each -> specs.add(each.spec()));
      }
    }
    return specs;
  }

  /**
   * Returns whether the documents have counters or labels.
   *
   * @return true if decisions add to the history
   */
  public boolean keepsHistory() {
    return !historySpecs().isEmpty();
  }

  /** Returns the documents by scope, with their rules by tool. */
  Cascade lookup() {
    return lookup;
  }

  RuleMeter meter() {
    return new RuleMeter(lookup, documents);
  }

  Evaluation evaluation(Evaluation.EvaluationContext surroundings) {
    PolicyDocument first = documents.get(0);
    return !cascade && SingleEvaluation.suits(first)
        ? new SingleEvaluation(first, surroundings)
        : new CascadeEvaluation(lookup, surroundings);
  }
}
