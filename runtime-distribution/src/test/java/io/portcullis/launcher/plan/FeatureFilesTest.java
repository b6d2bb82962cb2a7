// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.feature.Feature;

class FeatureFilesTest {
  @TempDir Path folder;
  Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Files.createDirectory(folder.resolve("repository"));
    for (String name : List.of("one:1.0", "one:2.0", "two:1.0")) {
      String artifact = name.substring(0, 3);
      String version = name.substring(4);
      Path jar =
          repository.resolve("g/%s/%s/%s-%s.jar".formatted(artifact, version, artifact, version));
      Files.createDirectories(jar.getParent());
      Files.createFile(jar);
    }
  }

  private Feature feature(String name, String content) throws IOException, LaunchException {
    String json = "{ \"id\": \"f:%s:1\", %s }".formatted(name, content);
    Files.writeString(folder.resolve(name + ".json"), json);
    return new FeatureFiles(folder).read(List.of(name)).get(0);
  }

  private Feature withBundles(String name, String... bundles) throws IOException, LaunchException {
    return feature(name, "\"bundles\": [" + String.join(",", bundles) + "]");
  }

  private static String bundle(String id, int level) {
    return "{ \"id\": \"%s\", \"start-level\": %d }".formatted(id, level);
  }

  @Nested
  class Reading {
    @Test
    void namesTheFileThatIsMissing() {
      assertThatThrownBy(() -> new FeatureFiles(folder).read(List.of("absent")))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("no feature is named absent")
          .hasMessageContaining("absent.json is missing");
    }

    @Test
    void namesFileAndPlaceOfBrokenJson() throws IOException {
      Files.writeString(folder.resolve("broken.json"), "{\n  \"id\": \"f:broken:1\",\n  oops\n}");
      assertThatThrownBy(() -> new FeatureFiles(folder).read(List.of("broken")))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("broken.json")
          .hasMessageContaining("line no=3");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "[]",
          "{}",
          "{ \"id\": 1 }",
          "{ \"id\": \"no-coordinates\" }",
          "{ \"id\": \"f:a:1\", \"bundles\": [ { \"start-level\": 1 } ] }",
          "{ \"id\": \"f:a:1\", \"bundles\": {} }",
          "{ \"id\": \"f:a:1\", \"configurations\": { \"pid\": 1 } }"
        })
    void namesTheFileOfAWrongShape(String json) throws IOException {
      Files.writeString(folder.resolve("wrong.json"), json);
      assertThatThrownBy(() -> new FeatureFiles(folder).read(List.of("wrong")))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("broken feature")
          .hasMessageContaining("wrong.json");
    }
  }

  @Nested
  class Planning {
    @Test
    void takesABundleOfTwoFeaturesOnce() throws Exception {
      Feature a = withBundles("a", bundle("g:one:1.0", 3), bundle("g:two:1.0", 4));
      Feature b = withBundles("b", bundle("g:one:1.0", 3));
      assertThat(BundlePlan.of(List.of(a, b), repository).entries())
          .extracting(entry -> entry.id() + "@" + entry.startLevel())
          .containsExactly("g:one:1.0@3", "g:two:1.0@4");
    }

    @Test
    void refusesTwoVersionsOfABundle() throws Exception {
      Feature a = withBundles("a", bundle("g:one:1.0", 3));
      Feature b = withBundles("b", bundle("g:one:2.0", 3));
      assertThatThrownBy(() -> BundlePlan.of(List.of(a, b), repository))
          .isInstanceOf(LaunchException.class)
          .hasMessage("features f:a:1 and f:b:1 contradict each other: g:one:1.0 and g:one:2.0");
    }

    @Test
    void refusesTwoStartLevelsOfABundle() throws Exception {
      Feature a = withBundles("a", bundle("g:one:1.0", 3));
      Feature b = withBundles("b", bundle("g:one:1.0", 4));
      assertThatThrownBy(() -> BundlePlan.of(List.of(a, b), repository))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("the start level of g:one:1.0");
    }

    @Test
    void namesFeatureAndPathOfAMissingBundle() throws Exception {
      Feature a = withBundles("a", bundle("g:three:1.0", 3));
      assertThatThrownBy(() -> BundlePlan.of(List.of(a), repository))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("feature f:a:1: bundle g:three:1.0 is missing")
          .hasMessageContaining("three-1.0.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "\"5\"", "true"})
    void refusesAStartLevelOutOfRange(String level) throws Exception {
      Feature a = withBundles("a", "{ \"id\": \"g:one:1.0\", \"start-level\": " + level + " }");
      assertThatThrownBy(() -> BundlePlan.of(List.of(a), repository))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("needs a start-level from 1 to 100");
    }
  }

  @Nested
  class Configuring {
    @Test
    void handsOnValuesWithTheirTypes() throws Exception {
      Feature a = feature("a", "\"configurations\": { \"p\": { \"n:Integer\": 5, \"s\": \"x\" } }");
      Feature b = feature("b", "\"configurations\": { \"q~x\": { \"on\": true } }");
      assertThat(InitialConfigurations.toJson(List.of(a, b), Map.of()).replaceAll("\\s", ""))
          .contains("\":configurator:symbolic-name\"")
          .contains("\"n:Integer\":5")
          .contains("\"s\":\"x\"")
          .contains("\"q~x\"")
          .contains("\"on\":true");
    }

    @Test
    void takesEqualConfigurationsOfTwoFeatures() throws Exception {
      Feature a = feature("a", "\"configurations\": { \"p\": { \"n\": 5 } }");
      Feature b = feature("b", "\"configurations\": { \"p\": { \"n\": 5 } }");
      assertThat(InitialConfigurations.toJson(List.of(a, b), Map.of())).contains("\"p\"");
    }

    @Test
    void refusesDifferentConfigurationsOfTwoFeatures() throws Exception {
      Feature a = feature("a", "\"configurations\": { \"p\": { \"n\": 5 } }");
      Feature b = feature("b", "\"configurations\": { \"p\": { \"n\": 6 } }");
      assertThatThrownBy(() -> InitialConfigurations.toJson(List.of(a, b), Map.of()))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining("configuration p differs");
    }
  }
}
