// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.document;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.output.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints the completion script of a shell. */
public final class CompletionCommand {
  private final OutputStream out;

  /** Creates the command on an output. */
  public CompletionCommand(OutputStream out) {
    this.out = out;
  }

  /**
   * Prints a script.
   *
   * @param words the name of the shell
   * @throws CliUsageException if it is not the name of one supported shell
   */
  public int run(List<String> words) throws CliUsageException, IOException {
    if (words.size() != 1) {
      throw new CliUsageException("completion needs one shell: bash or zsh");
    }
    String script =
        switch (words.get(0)) {
          case "bash" -> CompletionScripts.bash();
          case "zsh" -> CompletionScripts.zsh();
          default -> throw new CliUsageException("completion knows only bash and zsh");
        };
    out.write(script.getBytes(StandardCharsets.UTF_8));
    out.flush();
    return ExitCode.OK;
  }
}
