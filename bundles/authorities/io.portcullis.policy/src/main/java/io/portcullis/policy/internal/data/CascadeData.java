// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Pattern;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data sections of several documents: all patterns, under the strictest action.
 *
 * @param document the narrowest document with that action
 */
public record CascadeData(
    List<Pattern> patterns, CredentialAction action, PolicyDocument document) {

  /** Returns null if no document has a pattern. */
  public static @Nullable CascadeData of(List<PolicyDocument> documents) {
    List<Pattern> patterns = null;
    CredentialAction strictest = CredentialAction.ALERT_ONLY;
    PolicyDocument decisive = null;
    for (int i = 0; i < documents.size(); i++) {
      DataRules data = documents.get(i).sections().data();
      if (data != null) {
        patterns = patterns == null ? new ArrayList<>() : patterns;
        patterns.addAll(data.patterns());
        if (data.action().compareTo(strictest) >= 0) {
          strictest = data.action();
          decisive = documents.get(i);
        }
      }
    }
    return patterns == null || decisive == null || patterns.isEmpty()
        ? null
        : new CascadeData(patterns, strictest, decisive);
  }

  public NeedsApproval with(NeedsApproval approval, ScanResult result) {
    return new NeedsApproval(
        approval.reason(),
        approval.rule(),
        approval.document(),
        approval.timeout(),
        approval.description(),
        approval.role(),
        result.redactions());
  }
}
