// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.data;

import com.google.re2j.Pattern;
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
    DataRules rules = null;
    PolicyDocument decisive = null;
    PolicyDocument silent = null;
    for (PolicyDocument document : documents) {
      DataRules data = document.sections().data();
      if (data != null) {
        decisive =
            rules == null || data.action().compareTo(rules.action()) >= 0 ? document : decisive;
        rules = rules == null ? data : union(rules, data);
      } else if (document.origin().upstream()) {
        silent = document;
      }
    }
    return rules == null || decisive == null ? byDefault(silent) : new CascadeData(rules, decisive);
  }

  private static @Nullable CascadeData byDefault(@Nullable PolicyDocument document) {
    return document == null ? null : new CascadeData(DataRules.DEFAULT, document);
  }

  private static DataRules union(DataRules first, DataRules second) {
    List<Pattern> patterns = new ArrayList<>(first.patterns());
    patterns.addAll(second.patterns());
    Set<LocalePack> packs = EnumSet.noneOf(LocalePack.class);
    packs.addAll(first.packs());
    packs.addAll(second.packs());
    boolean stricter = second.action().compareTo(first.action()) > 0;
    return new DataRules(patterns, stricter ? second.action() : first.action(), packs);
  }
}
