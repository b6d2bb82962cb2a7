// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.document;

import io.portcullis.cli.command.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Writes the completion scripts and man pages of the distribution. The build runs it. */
public final class ShippedDocuments {
  private ShippedDocuments() {}

  /**
   * Writes all files.
   *
   * @param arguments the folder for them; it is created
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path folder) throws IOException {
    Path completion = Files.createDirectories(folder.resolve("completion"));
    Files.writeString(completion.resolve("portcullis.bash"), CompletionScripts.bash());
    Files.writeString(completion.resolve("_portcullis"), CompletionScripts.zsh());
    writePages(Files.createDirectories(folder.resolve("man/man1")), CommandTable.commandLine());
  }

  private static void writePages(Path folder, CommandLine command) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(folder.resolve(page.name() + ".1"), page.text());
    for (CommandLine sub : command.getSubcommands().values()) {
      writePages(folder, sub);
    }
  }
}
