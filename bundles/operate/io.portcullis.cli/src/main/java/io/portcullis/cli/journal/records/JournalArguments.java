// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.records;

import io.portcullis.cli.argument.CliOptions;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a command on a journal was given.
 *
 * @param path the journal
 * @param flags the options without a value
 * @param options the options with one
 */
public record JournalArguments(Path path, Set<String> flags, CliOptions options) {

  /** Refuses whatever is not known, and anything but one path. */
  public static JournalArguments parse(
      List<String> arguments, Set<String> valued, Set<String> known) throws CliUsageException {
    List<String> pairs = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (known.contains(argument)) {
        if (!flags.add(argument)) {
          throw new CliUsageException(argument + " is given twice");
        }
      } else if (argument.startsWith("-")) {
        pairs.add(argument);
        if (valued.contains(argument) && i + 1 < arguments.size()) {
          pairs.add(arguments.get(++i));
        }
      } else {
        paths.add(argument);
      }
    }
    CliOptions options = CliOptions.parse(pairs, valued);
    if (paths.size() != 1) {
      throw new CliUsageException(
          paths.isEmpty() ? "no journal is named" : "more than one journal is named");
    }
    return new JournalArguments(PathArgument.parse(paths.get(0)), Set.copyOf(flags), options);
  }

  public boolean has(String flag) {
    return flags.contains(flag);
  }

  public boolean json() {
    return has("--json");
  }

  /** The journal, which has to be there. */
  public Path there() throws CliUsageException {
    if (!Files.exists(path)) {
      throw new CliUsageException(path + ": it does not exist");
    }
    return path;
  }

  /** The journal, which has to be a folder. */
  public Path folder() throws CliUsageException {
    if (!Files.isDirectory(there())) {
      throw new CliUsageException(path + ": not a folder");
    }
    return path;
  }
}
