// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

import io.portcullis.cli.output.LineOutput;
import io.portcullis.cli.policy.diff.PolicyContent.Element;
import io.portcullis.cli.policy.diff.PolicyContent.ElementKey;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the rules and sections of two policies. */
final class ContentDiff {
  private static final Comparator<ElementKey> ORDER =
      Comparator.comparing(ElementKey::kind)
          .thenComparing(ElementKey::name)
          .thenComparing(ElementKey::document);

  /** The kinds of difference. */
  private enum Change {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * One difference.
   *
   * @param place where the element is, in the new policy unless it was removed
   * @param keys the keys of a changed rule that differ
   */
  private record Difference(ElementKey key, Change change, String place, List<String> keys) {

    String text() {
      String which = keys.isEmpty() ? "" : ": " + String.join(", ", keys);
      return key.kind()
          + " "
          + TerminalJson.word(change)
          + ": "
          + key.name()
          + " ("
          + place
          + ")"
          + which;
    }
  }

  private final List<Difference> differences = new ArrayList<>();

  ContentDiff(PolicyContent before, PolicyContent after) {
    Set<ElementKey> keys = new TreeSet<>(ORDER);
    keys.addAll(before.elements().keySet());
    keys.addAll(after.elements().keySet());
    for (ElementKey key : keys) {
      compare(key, before.elements().get(key), after.elements().get(key));
    }
  }

  private void compare(ElementKey key, @Nullable Element old, @Nullable Element changed) {
    if (old == null) {
      if (changed != null) {
        differences.add(new Difference(key, Change.ADDED, changed.place(), List.of()));
      }
    } else if (changed == null) {
      differences.add(new Difference(key, Change.REMOVED, old.place(), List.of()));
    } else if (!old.keys().equals(changed.keys())) {
      List<String> keys = different(old.keys(), changed.keys());
      differences.add(new Difference(key, Change.CHANGED, changed.place(), keys));
    }
  }

  private static List<String> different(Map<String, String> old, Map<String, String> changed) {
    Set<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(changed.keySet());
    return keys.stream()
        .filter(key -> !key.isEmpty())
        .filter(key -> !old.getOrDefault(key, "").equals(changed.getOrDefault(key, "")))
        .toList();
  }

  /** Prints the differences as text or as JSON. */
  void print(LineOutput lines, boolean json) throws IOException {
    for (Difference each : differences) {
      if (json) {
        lines.json(
            out -> {
              out.writeStringField("kind", each.key().kind());
              out.writeStringField("change", TerminalJson.word(each.change()));
              out.writeStringField("name", each.key().name());
              out.writeStringField("place", each.place());
              out.writeArrayFieldStart("keys");
              for (String key : each.keys()) {
                out.writeString(key);
              }
              out.writeEndArray();
            });
      } else {
        lines.line(each.text());
      }
    }
    if (differences.isEmpty() && !json) {
      lines.line("the policies have the same rules and sections");
    }
  }
}
