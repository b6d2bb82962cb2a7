// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.ID;

/**
 * The bundles of all features, each once. Two features that want one bundle in different versions
 * or at different start levels contradict each other and are refused.
 */
public record BundlePlan(List<Entry> entries) {

  /** A bundle file, and its start level. */
  public record Entry(ID id, Path file, int startLevel, ID feature) {}

  private static final int MAX_START_LEVEL = 100;

  public static BundlePlan of(List<Feature> features, Path repository) throws LaunchException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Feature feature : features) {
      for (FeatureBundle bundle : feature.getBundles()) {
        Entry entry = entry(feature, bundle, repository);
        String name = entry.id().getGroupId() + ":" + entry.id().getArtifactId();
        Entry other = entries.putIfAbsent(name, entry);
        if (other != null && !other.id().equals(entry.id())) {
          throw contradiction(other, entry, other.id() + " and " + entry.id());
        }
        if (other != null && other.startLevel() != entry.startLevel()) {
          throw contradiction(other, entry, "the start level of " + entry.id());
        }
      }
    }
    return new BundlePlan(new ArrayList<>(entries.values()));
  }

  private static Entry entry(Feature feature, FeatureBundle bundle, Path repository)
      throws LaunchException {
    ID id = bundle.getID();
    Object level = bundle.getMetadata().get("start-level");
    if (!(level instanceof Long number) || number < 1 || number > MAX_START_LEVEL) {
      throw new LaunchException(
          "feature %s: bundle %s needs a start-level from 1 to %d"
              .formatted(feature.getID(), id, MAX_START_LEVEL));
    }
    Path file =
        repository
            .resolve(id.getGroupId().replace('.', '/'))
            .resolve(id.getArtifactId())
            .resolve(id.getVersion())
            .resolve(id.getArtifactId() + "-" + id.getVersion() + ".jar");
    if (!Files.isRegularFile(file)) {
      throw new LaunchException(
          "feature %s: bundle %s is missing: no file %s".formatted(feature.getID(), id, file));
    }
    return new Entry(id, file, number.intValue(), feature.getID());
  }

  private static LaunchException contradiction(Entry one, Entry other, String about) {
    return new LaunchException(
        "features %s and %s contradict each other: %s"
            .formatted(one.feature(), other.feature(), about));
  }
}
