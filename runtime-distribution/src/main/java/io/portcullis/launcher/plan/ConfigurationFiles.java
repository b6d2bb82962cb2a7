// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The configurations in {@code etc}. File Install only logs a file that it cannot read; at the
 * start the launcher refuses it.
 */
public final class ConfigurationFiles {
  private ConfigurationFiles() {}

  public static void check(Path etc) throws LaunchException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(etc, "*.cfg")) {
      for (Path file : files) {
        check(etc, file.getFileName());
      }
    } catch (IOException e) {
      throw new LaunchException("cannot read " + etc + ": " + e);
    }
  }

  private static void check(Path etc, Path name) throws LaunchException {
    Path file = etc.resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      new Properties().load(in);
    } catch (IOException e) {
      throw new LaunchException("cannot read " + file + ": " + e);
    } catch (IllegalArgumentException e) {
      throw new LaunchException("cannot read " + file + ": " + LaunchException.reasons(e));
    }
  }
}
