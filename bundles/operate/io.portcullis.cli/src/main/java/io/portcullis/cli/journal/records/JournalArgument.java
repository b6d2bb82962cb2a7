// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.records;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the path of the journal from a command line. */
public final class JournalArgument {
  private JournalArgument() {}

  /**
   * Returns the journal, a folder or one file of it.
   *
   * @throws CliUsageException if not exactly one journal is named, or it does not exist
   */
  public static Path existing(ParsedCommand command) throws CliUsageException {
    List<String> paths = command.words();
    if (paths.size() != 1) {
      throw new CliUsageException(
          paths.isEmpty() ? "no journal is named" : "more than one journal is named");
    }
    Path path = PathArgument.parse(paths.get(0));
    if (!Files.exists(path)) {
      throw new CliUsageException(path + ": it does not exist");
    }
    return path;
  }

  /**
   * Returns the journal, which must be a folder.
   *
   * @throws CliUsageException if not exactly one journal is named, or it is not a folder
   */
  public static Path folder(ParsedCommand command) throws CliUsageException {
    Path path = existing(command);
    if (!Files.isDirectory(path)) {
      throw new CliUsageException(path + ": not a folder");
    }
    return path;
  }
}
