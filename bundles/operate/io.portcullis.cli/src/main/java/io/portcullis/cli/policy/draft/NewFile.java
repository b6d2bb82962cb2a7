// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.draft;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command writes, and that must not exist unless {@code --force} is given.
 *
 * @param path the file
 * @param force whether an existing file is replaced
 */
public record NewFile(Path path, boolean force) {

  /**
   * Reads an option.
   *
   * @return null if the option is not given
   * @throws CliUsageException if the value is no path, or the file exists and must not
   */
  public static @Nullable NewFile of(ParsedCommand command, String option)
      throws CliUsageException {
    if (!command.has(option)) {
      return null;
    }
    NewFile file =
        new NewFile(PathArgument.parse(command.required(option)), command.has("--force"));
    if (!file.force && Files.exists(file.path, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file.path);
    }
    if (Files.isDirectory(file.path)) {
      throw new CliUsageException(file.path + ": it is a folder");
    }
    Path folder = file.path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new CliUsageException(folder + ": the folder does not exist");
    }
    return file;
  }

  private static CliUsageException exists(Path path) {
    return new CliUsageException(path + ": it exists; --force replaces it");
  }

  /**
   * Writes the file.
   *
   * @throws CliUsageException if the file has come into being and must not be replaced
   */
  public void write(String text) throws CliUsageException, IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (force) {
        Files.write(path, bytes);
      } else {
        Files.write(path, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(path);
    } catch (FileSystemException e) {
      throw new IOException(path + ": it cannot be written", e);
    }
  }
}
