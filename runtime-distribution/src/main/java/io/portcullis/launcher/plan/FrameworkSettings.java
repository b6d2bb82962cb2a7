// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.launcher.home.Home;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The content of {@code etc/framework.properties}: framework properties, and the features to start.
 */
public record FrameworkSettings(Map<String, String> properties, List<String> features) {
  private static final String FEATURES = "portcullis.features";

  /** Reads the file; {@code ${portcullis.home}} in a value stands for the home folder. */
  public static FrameworkSettings read(Home home) throws LaunchException {
    Path file = home.etc().resolve("framework.properties");
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      String reason = e instanceof IOException ? e.toString() : LaunchException.reasons(e);
      throw new LaunchException("cannot read " + file + ": " + reason);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (String key : read.stringPropertyNames()) {
      String value = read.getProperty(key).trim();
      properties.put(key, value.replace("${portcullis.home}", home.directory().toString()));
    }
    List<String> features =
        Stream.of(properties.getOrDefault(FEATURES, "").split(","))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .toList();
    if (features.isEmpty()) {
      throw new LaunchException(file + ": " + FEATURES + " names no feature");
    }
    return new FrameworkSettings(properties, features);
  }
}
