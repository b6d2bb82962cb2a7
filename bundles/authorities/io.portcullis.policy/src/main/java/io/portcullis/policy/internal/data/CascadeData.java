// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Pattern;
import io.portcullis.policy.internal.rules.CredentialAction;
import io.portcullis.policy.internal.rules.DataRules;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.secret.locale.LocalePack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data sections of several documents: all patterns and packs, under the strictest action.
 *
 * @param document the narrowest document with that action
 */
public record CascadeData(DataRules rules, PolicyDocument document) {

  /**
   * Returns null if nothing is scanned: no document has a section, and none is in a form of the
   * upstream language, which scans without one.
   */
  public static @Nullable CascadeData of(List<PolicyDocument> documents) {
    List<Pattern> patterns = new ArrayList<>();
    Set<LocalePack> packs = EnumSet.noneOf(LocalePack.class);
    CredentialAction strictest = CredentialAction.ALERT_ONLY;
    PolicyDocument decisive = null;
    PolicyDocument silent = null;
    for (PolicyDocument document : documents) {
      DataRules data = document.sections().data();
      if (data != null) {
        patterns.addAll(data.patterns());
        packs.addAll(data.packs());
        if (data.action().compareTo(strictest) >= 0) {
          strictest = data.action();
          decisive = document;
        }
      } else if (document.origin().upstream()) {
        silent = document;
      }
    }
    if (decisive != null) {
      return new CascadeData(new DataRules(patterns, strictest, packs), decisive);
    }
    return silent == null ? null : new CascadeData(DataRules.DEFAULT, silent);
  }
}
