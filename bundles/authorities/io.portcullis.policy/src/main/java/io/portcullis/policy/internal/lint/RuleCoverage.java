// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.lint;

import io.portcullis.policy.internal.function.text.NamePattern;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import java.util.List;

/** Tells whether one rule is about every call that another one is about. Stateless. */
final class RuleCoverage {
  private RuleCoverage() {}

  static boolean covers(RuleSelector wide, RuleSelector narrow) {
    return covers(wide.tools(), narrow.tools())
        && covers(wide.servers(), narrow.servers())
        && covers(wide.agents(), narrow.agents())
        && covers(wide.teams(), narrow.teams())
        && covers(wide.orgs(), narrow.orgs())
        && covers(wide.callers(), narrow.callers())
        && wide.actions().containsAll(narrow.actions());
  }

  /** A pattern that matches another one as a text matches all of its names. */
  private static boolean covers(List<NamePattern> wide, List<NamePattern> narrow) {
    return wide.isEmpty()
        || (!narrow.isEmpty()
            && narrow.stream()
                .allMatch(each -> wide.stream().anyMatch(all -> all.matches(each.source()))));
  }
}
