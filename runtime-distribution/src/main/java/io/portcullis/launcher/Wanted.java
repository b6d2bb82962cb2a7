// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a container is started with.
 *
 * @param alone whether these features are all, or come after those that the home names
 * @param features names of features
 * @param configurations by their PIDs; a file in {@code etc} counts more
 */
record Wanted(
    boolean alone, List<String> features, Map<String, Map<String, Object>> configurations) {

  /** What the home names, and some more features. */
  static Wanted ofHomeAnd(String... features) {
    return new Wanted(false, List.of(features), Map.of());
  }

  List<String> features(FrameworkSettings settings) {
    List<String> names = new ArrayList<>(alone ? List.of() : settings.features());
    names.addAll(features);
    return names;
  }
}
