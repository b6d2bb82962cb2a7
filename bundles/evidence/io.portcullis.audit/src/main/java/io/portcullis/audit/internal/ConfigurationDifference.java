// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes the difference between two states of a configuration, without secrets. */
final class ConfigurationDifference {
  private static final List<String> SECRETS = List.of("token", "secret", "password", "credential");
  private static final List<String> BOOKKEEPING =
      List.of("service.", "felix.fileinstall.", ".felix.", ":configurator:", "org.apache.felix.");

  private ConfigurationDifference() {}

  /** Returns the keys that an operator set, as texts. */
  static SortedMap<String, String> texts(Map<String, ?> properties) {
    SortedMap<String, String> texts = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (BOOKKEEPING.stream().noneMatch(key::startsWith)) {
            texts.put(key, text(value));
          }
        });
    return texts;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    if (value != null && value.getClass().isArray()) {
      List<String> members = new ArrayList<>();
      for (int n = 0; n < Array.getLength(value); n++) {
        members.add(String.valueOf(Array.get(value, n)));
      }
      return String.join(",", members);
    }
    return String.valueOf(value);
  }

  /** Returns each changed key with its old and its new value; secrets without their values. */
  static String between(Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), after.get(key)))
        .map(key -> key + ": " + shown(key, before.get(key)) + " -> " + shown(key, after.get(key)))
        .collect(Collectors.joining("; "));
  }

  private static String shown(String key, @Nullable String value) {
    if (value == null) {
      return "(none)";
    }
    String folded = key.toLowerCase(Locale.ROOT);
    return SECRETS.stream().anyMatch(folded::contains) ? "(not shown)" : value;
  }
}
