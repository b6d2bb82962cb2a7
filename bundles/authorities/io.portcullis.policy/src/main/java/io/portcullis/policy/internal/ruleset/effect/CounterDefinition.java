// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.model.PolicyRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A counter of a document. Immutable.
 *
 * @param spec its identity, name and window
 * @param selector the calls that it counts
 * @param when a further condition, or null
 * @param sum the amount that it adds up, or null
 * @param by the properties by which it counts separately
 */
public record CounterDefinition(
    HistorySpec spec,
    RuleSelector selector,
    @Nullable RuleCondition when,
    @Nullable RuleCondition sum,
    List<SubjectPart> by) {

  public CounterDefinition {
    by = List.copyOf(by);
  }

  /** Returns what a call is counted under, such as {@code agent=a,tool=t}. */
  public String subject(PolicyRequest request) {
    if (by.isEmpty()) {
      return "";
    }
    if (by.size() == 1) {
      SubjectPart part = by.get(0);
      return part.word() + '=' + part.of(request);
    }
    StringBuilder subject = new StringBuilder();
    for (SubjectPart part : by) {
      subject.append(subject.isEmpty() ? "" : ",").append(part.word()).append('=');
      String value = part.of(request);
      // the length keeps two subjects apart whose values contain separators
      subject.append(value.length()).append(':').append(value);
    }
    return subject.toString();
  }
}
