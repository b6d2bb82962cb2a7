// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.policy.draft.CelText;
import io.portcullis.cli.policy.draft.YamlText;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.model.PolicyException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Chooses the folder that paths must stay in. Stateless and thread-safe. */
final class WorkspaceOption {
  private WorkspaceOption() {}

  /**
   * Returns the folder of {@code --workspace}; without it the last folder that the server gets as
   * an argument, or else the current folder.
   *
   * @throws CliUsageException if conditions cannot compare the folder
   */
  static String of(ParsedCommand options, List<String> command) throws CliUsageException {
    Path given = Path.of("");
    if (options.has("--workspace")) {
      given = PathArgument.parse(options.required("--workspace"));
    } else {
      for (String word : command.subList(1, command.size())) {
        given = isFolder(word) ? Path.of(word) : given;
      }
    }
    String folder = given.toAbsolutePath().normalize().toString();
    requireComparable(folder);
    return folder;
  }

  private static boolean isFolder(String word) {
    try {
      return word.startsWith("/") && Files.isDirectory(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void requireComparable(String folder) throws CliUsageException {
    String text = CelText.quoted(folder);
    String probe =
        "{apiVersion: portcullis/v1, kind: Policy, spec: {rules: [{name: probe, effect: deny, when:"
            + " "
            + YamlText.quoted("path(" + text + ").within(" + text + ")")
            + "}]}}";
    try {
      new PolicyLoader().parse("workspace", probe.getBytes(StandardCharsets.UTF_8));
    } catch (PolicyException e) {
      throw new CliUsageException(
          "the workspace " + folder + " cannot be compared: " + e.problems().get(0).message());
    }
  }
}
