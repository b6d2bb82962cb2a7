// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.plan.BundlePlan;
import io.portcullis.launcher.plan.FeatureFiles;
import io.portcullis.launcher.plan.InitialConfigurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.osgi.service.feature.Feature;

/** The feature files, as they ship, against the repository they are shipped with. */
@Tag("jdk")
class LayoutIT {
  private final Path distribution = Distribution.built();

  private List<String> featureNames() throws IOException {
    try (Stream<Path> files = Files.list(distribution.resolve("features"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .sorted()
          .toList();
    }
  }

  private List<Feature> features() throws IOException, LaunchException {
    return new FeatureFiles(distribution.resolve("features")).read(featureNames());
  }

  @Test
  void featuresAgreeAndEachOfTheirBundlesIsShipped() throws Exception {
    assertThat(BundlePlan.of(features(), distribution.resolve("repository")).entries())
        .isNotEmpty();
    assertThat(InitialConfigurations.toJson(features(), Map.of())).contains("io.portcullis.mode");
  }

  @Test
  void noBundleIsShippedThatNoFeatureNames() throws Exception {
    Set<Path> named = new HashSet<>();
    for (BundlePlan.Entry entry :
        BundlePlan.of(features(), distribution.resolve("repository")).entries()) {
      named.add(entry.file());
    }
    List<Path> shipped = new ArrayList<>();
    try (Stream<Path> files = Files.walk(distribution.resolve("repository"))) {
      files.filter(Files::isRegularFile).forEach(shipped::add);
    }
    assertThat(shipped).isSubsetOf(named);
  }

  @Test
  void noPlaceholderIsLeft() throws Exception {
    for (String name : featureNames()) {
      assertThat(distribution.resolve("features/" + name + ".json")).content().doesNotContain("${");
    }
  }

  @Test
  void failClosedBundleStartsBeforeTheBundlesThatItProtects() throws Exception {
    int api = level("io.portcullis.api");
    int failClosed = level("io.portcullis.failclosed");
    assertThat(api).isLessThan(failClosed);
    for (BundlePlan.Entry entry :
        BundlePlan.of(features(), distribution.resolve("repository")).entries()) {
      String name = entry.id().getArtifactId();
      if (!List.of("pax-logging-api", "pax-logging-logback", "io.portcullis.api").contains(name)
          && !name.equals("io.portcullis.failclosed")) {
        assertThat(entry.startLevel()).as(name).isGreaterThan(failClosed);
      }
    }
  }

  private int level(String bundle) throws Exception {
    return BundlePlan.of(features(), distribution.resolve("repository")).entries().stream()
        .filter(entry -> entry.id().getArtifactId().equals(bundle))
        .findFirst()
        .orElseThrow()
        .startLevel();
  }
}
