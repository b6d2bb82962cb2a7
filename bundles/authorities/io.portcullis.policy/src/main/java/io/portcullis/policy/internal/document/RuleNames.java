// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.ruleset.Rule;
import io.portcullis.policy.internal.yaml.ProblemCollector;
import java.util.HashMap;
import java.util.Map;

/** Refuses a rule whose name another rule of the folder has. Not thread-safe. */
public final class RuleNames {

  private final Map<String, String> places = new HashMap<>();

  /** Adds the rules of a document. */
  public void add(PolicyDocument document, ProblemCollector problems) {
    for (Rule rule : document.ruleset().rules()) {
      String place = problems.file() + ":" + rule.place().line() + ":" + rule.place().column();
      String other = places.putIfAbsent(rule.name(), place);
      if (other != null) {
        problems.add(
            rule.place(),
            "rules",
            "the name '" + rule.name() + "' is that of the rule at " + other + "; choose another");
      }
    }
  }
}
