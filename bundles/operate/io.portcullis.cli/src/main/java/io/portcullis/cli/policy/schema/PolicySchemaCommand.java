// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.schema;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.output.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Prints the JSON Schema of policy documents. */
public final class PolicySchemaCommand {
  private static final String RESOURCE = "policy.schema.json";

  private final OutputStream out;

  /** Prints to an output. */
  public PolicySchemaCommand(OutputStream out) {
    this.out = out;
  }

  /**
   * Prints the schema and returns the exit code.
   *
   * @throws CliUsageException if there are arguments
   */
  public int run(ParsedCommand command) throws CliUsageException, IOException {
    if (!command.words().isEmpty()) {
      throw new CliUsageException("policy schema has no arguments");
    }
    try (InputStream schema = PolicySchemaCommand.class.getResourceAsStream(RESOURCE)) {
      if (schema == null) {
        throw new IOException(RESOURCE + " is missing in this jar");
      }
      schema.transferTo(out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
