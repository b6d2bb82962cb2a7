// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Runs the public conformance suite against a URL and reads its results from the files it writes.
 */
final class Conformance {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final String PACKAGE = "conformance";
  private static final Pattern RESULT =
      Pattern.compile("server-(.+)-\\d{4}-\\d\\d-\\d\\dT[-\\dZ]+");

  private final NodePackages packages;

  Conformance(NodePackages packages) {
    this.packages = packages;
  }

  /** The scenarios of the era with sessions, in revision 2025-11-25. */
  Score sessions(String url) throws IOException {
    return run(
        packages.node(),
        PACKAGE,
        url,
        List.of("--suite", "active", "--spec-version", "2025-11-25"));
  }

  /** The era with sessions once more, with the last release of the suite that runs on Node 20. */
  Score sessionsByOlderSuite(String url) throws IOException {
    return run("node", "conformance-node20", url, List.of("--suite", "active"));
  }

  /**
   * The scenarios that revision 2026-07-28 requires; what the suite runs beyond them is left out.
   */
  Score stateless(String url) throws IOException {
    Score all = run(packages.node(), PACKAGE, url, List.of("--requirements", "2026-07-28"));
    SortedMap<String, List<String>> scored = new TreeMap<>(all.scenarios());
    List<?> required = required("2026-07-28");
    scored.keySet().retainAll(required);
    if (scored.size() != required.size()) {
      throw new IOException("Required are " + required + ", run were " + scored.keySet());
    }
    return Score.of(scored);
  }

  private List<?> required(String revision) throws IOException {
    Path file = packages.file(PACKAGE + "/requirements/" + revision + ".yaml");
    Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    if (root instanceof Map<?, ?> map && map.get("server") instanceof List<?> scenarios) {
      return scenarios;
    }
    throw new IOException("No list of server scenarios in " + file);
  }

  private Score run(String node, String suite, String url, List<String> selection)
      throws IOException {
    Path target = Files.createDirectories(Path.of("target", "conformance").toAbsolutePath());
    Path results = Files.createTempDirectory(target, "run");
    List<String> command = new ArrayList<>();
    command.add(node);
    command.add(packages.file(suite + "/dist/index.js").toString());
    command.addAll(List.of("server", "--url", url, "-o", results.toString()));
    command.addAll(selection);
    FinishedRun.of(command, DEADLINE);
    return read(results);
  }

  private static Score read(Path results) throws IOException {
    SortedMap<String, List<String>> scenarios = new TreeMap<>();
    try (var folders = Files.newDirectoryStream(results, "server-*")) {
      for (Path folder : folders) {
        Matcher name = RESULT.matcher(folder.getFileName().toString());
        if (!name.matches()) {
          throw new IOException("Not the name of a result: " + folder);
        }
        List<String> checks = new ArrayList<>();
        for (JsonNode check : JSON.readTree(folder.resolve("checks.json").toFile())) {
          checks.add(check.path("status").asText() + " " + check.path("id").asText());
        }
        scenarios.put(name.group(1), List.copyOf(checks));
      }
    }
    return Score.of(scenarios);
  }
}
