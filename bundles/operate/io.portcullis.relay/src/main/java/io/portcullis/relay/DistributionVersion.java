// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies an installed distribution, also if it is replaced in its place. */
public final class DistributionVersion {
  private DistributionVersion() {}

  /**
   * Returns a text that differs between two versions, and between two installations.
   *
   * @param distribution the folder of the distribution
   * @param version the number of its version
   * @throws IOException if the folder is not a distribution
   */
  public static String of(Path distribution, String version) throws IOException {
    long changed =
        Files.getLastModifiedTime(distribution.resolve("bin").resolve("portcullis")).toMillis();
    return version
        .concat(" ")
        .concat(distribution.toString())
        .concat(" ")
        .concat(Long.toString(changed));
  }
}
