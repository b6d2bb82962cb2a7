// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The features and configurations of one start.
 *
 * @param alone whether only these features are started, or also those that the home names
 * @param features names of features
 * @param configurations configurations by PID; a file in {@code etc} overrides them
 */
public record LaunchRequest(
    boolean alone, List<String> features, Map<String, Map<String, Object>> configurations) {

  /** Requests the features that the home names, and some more. */
  public static LaunchRequest ofHomeAnd(String... features) {
    return new LaunchRequest(false, List.of(features), Map.of());
  }

  public List<String> features(FrameworkSettings settings) {
    List<String> names = new ArrayList<>(alone ? List.of() : settings.features());
    names.addAll(features);
    return names;
  }
}
