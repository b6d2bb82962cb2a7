// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

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
public record LaunchRequest(
    boolean alone, List<String> features, Map<String, Map<String, Object>> configurations) {

  /** What the home names, and some more features. */
  public static LaunchRequest ofHomeAnd(String... features) {
    return new LaunchRequest(false, List.of(features), Map.of());
  }

  public List<String> features(FrameworkSettings settings) {
    List<String> names = new ArrayList<>(alone ? List.of() : settings.features());
    names.addAll(features);
    return names;
  }
}
