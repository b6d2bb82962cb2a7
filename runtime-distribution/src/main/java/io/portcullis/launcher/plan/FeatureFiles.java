// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureService;

/** Reads OSGi feature files, {@code NAME.json}, from a folder. */
public final class FeatureFiles {
  private final Path folder;
  private final FeatureService reader =
      ServiceLoader.load(FeatureService.class).findFirst().orElseThrow();

  public FeatureFiles(Path folder) {
    this.folder = folder;
  }

  public List<Feature> read(List<String> names) throws LaunchException {
    List<Feature> features = new ArrayList<>();
    for (String name : names) {
      features.add(read(name));
    }
    return features;
  }

  private Feature read(String name) throws LaunchException {
    Path file = folder.resolve(name + ".json");
    if (!Files.isRegularFile(file)) {
      throw new LaunchException("no feature is named " + name + ": " + file + " is missing");
    }
    try (Reader json = Files.newBufferedReader(file)) {
      return reader.readFeature(json);
    } catch (IOException | RuntimeException e) {
      // The reader throws various exceptions for a wrong structure.
      throw new LaunchException("broken feature " + file + ": " + LaunchException.reasons(e));
    }
  }
}
