// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import io.portcullis.policy.internal.yaml.ProblemCollector;
import io.portcullis.policy.internal.yaml.SourceLocation;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses a counter whose name another document of the folder has with another definition. Not
 * thread-safe.
 */
public final class CounterNames {

  private record Known(String id, String file) {}

  private final Map<String, Known> counters = new HashMap<>();

  /** Adds the counters of a document. */
  public void add(EffectDefinitions document, ProblemCollector problems) {
    for (CounterDefinition counter : document.counters()) {
      String name = counter.spec().name();
      Known mine = new Known(counter.spec().id(), problems.file());
      Known other = counters.putIfAbsent(name, mine);
      if (other != null && !other.id().equals(mine.id())) {
        problems.add(
            SourceLocation.START,
            "counters." + name,
            "the counter '"
                + name
                + "' has another definition in "
                + other.file()
                + "; rename one");
      }
    }
  }
}
