// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.junit.host;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some of the shipped features, as they lie in the unpacked distribution.
 *
 * @param bundles the bundles and their start levels; of a bundle that two features name, the lower
 *     level counts
 * @param configurations the text that the configurator reads at first start
 */
public record FeatureSet(Map<Path, Integer> bundles, String configurations) {

  /**
   * Reads features.
   *
   * @param distribution the unpacked distribution
   * @param names file names without {@code .json}
   * @return the bundles and configurations of all of them
   */
  public static FeatureSet read(Path distribution, List<String> names) {
    Map<Path, Integer> bundles = new LinkedHashMap<>();
    JsonObjectBuilder configurations =
        Json.createObjectBuilder()
            .add(":configurator:resource-version", 1)
            .add(":configurator:symbolic-name", "io.portcullis.itests.features")
            .add(":configurator:version", "1.0.0");
    for (String name : names) {
      JsonObject feature = parse(distribution.resolve("features").resolve(name + ".json"));
      for (JsonValue bundle : feature.getJsonArray("bundles")) {
        JsonObject entry = bundle.asJsonObject();
        bundles.merge(
            jar(distribution, entry.getString("id")), entry.getInt("start-level"), Math::min);
      }
      feature
          .getOrDefault("configurations", JsonValue.EMPTY_JSON_OBJECT)
          .asJsonObject()
          .forEach(configurations::add);
    }
    return new FeatureSet(Map.copyOf(bundles), configurations.build().toString());
  }

  private static JsonObject parse(Path file) {
    try (JsonReader reader =
        Json.createReader(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path jar(Path distribution, String id) {
    String[] part = id.split(":", 3);
    String file = part[1] + "-" + part[2] + ".jar";
    Path jar =
        distribution
            .resolve("repository")
            .resolve(part[0].replace('.', '/'))
            .resolve(Path.of(part[1], part[2], file));
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(id + " is in a feature but not in the distribution: " + jar);
    }
    return jar;
  }
}
