// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.output.ExitCode;
import io.portcullis.support.commandline.OperatorCommandTable;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that the launcher runs, as part of the table. */
final class ContainerCommands {
  private static final int CANNOT_START = 1;
  private static final int UNAVAILABLE = 69;
  private static final int UNKNOWN = 127;

  private ContainerCommands() {}

  static CommandSpec run() {
    return new CommandBuilder("run", "Runs the container in the foreground.")
        .synopsis("portcullis run")
        .exit(ExitCode.OK, "The container was stopped from inside.")
        .exit(CANNOT_START, "The container cannot start; standard error says why.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .exit(130, "The container was stopped by SIGINT.")
        .exit(143, "The container was stopped by SIGTERM.")
        .build();
  }

  static CommandSpec ctl() {
    CommandBuilder ctl =
        new CommandBuilder("ctl", "Runs a shell command in the running container.")
            .synopsis("portcullis ctl COMMAND [ARGUMENTS]")
            .exit(ExitCode.OK, "The shell command succeeded.")
            .exit(UNAVAILABLE, "No container runs in this home, or the connection broke.")
            .exit(UNKNOWN, "The running container has no such command.")
            .footer(
                "portcullis ctl help lists the commands of the running container, in which other"
                    + " bundles may have added some.",
                "portcullis ctl SCOPE:FUNCTION runs a command of Gogo.",
                "Other exit codes are those of the shell command.");
    OperatorCommandTable.all().forEach(each -> ctl.sub(CommandBuilder.of("ctl", each).build()));
    return ctl.build();
  }

  static CommandSpec demo() {
    return new CommandBuilder("demo", "Shows allow, deny, approval and fail-closed in ten seconds.")
        .synopsis(
            "portcullis demo",
            "       portcullis demo --mcp",
            "       portcullis demo --runtime assembly")
        .flag("--mcp", "Show the MCP gateway.")
        .choice(
            "--runtime",
            "NAME",
            "Let a runtime in its own process decide: assembly.",
            List.of("assembly"))
        .exit(ExitCode.OK, "Every step had the expected result.")
        .exit(CANNOT_START, "A step failed, or the container cannot start.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .build();
  }

  static CommandSpec mcp() {
    return new CommandBuilder("mcp", "Runs an MCP server behind the gateway, or manages tool pins.")
        .synopsis(
            "portcullis mcp [OPTIONS] -- COMMAND [ARGUMENTS]",
            "       portcullis mcp --pins [--all]",
            "       portcullis mcp --accept SERVER TOOL [DIGEST]")
        .words("COMMAND", "The command that starts the MCP server, with its arguments.")
        .fileOption("--policy", "FILE|DIR", "A policy document, or a folder of them.")
        .option("--agent", "ID", "The agent that calls.")
        .option("--server", "NAME", "The name of the server in policies and records.")
        .option("--error-code", "N", "The JSON-RPC error code of a denial. Default: 4003")
        .flag("--decide-results", "Decide results of tools before the client receives them.")
        .flag("--hide-denied", "Leave tools that the policy always denies out of lists.")
        .flag("--pin", "Remember tools, and deny a tool that has changed. Needs --server.")
        .flag("--pins", "Show the tools that changed and need acceptance, without a server.")
        .flag("--all", "With --pins: show all remembered tools.")
        .flag("--accept", "Accept the changed tool TOOL of SERVER.")
        .exit(ExitCode.OK, "The server ended with 0, or the pins were shown or changed.")
        .exit(CANNOT_START, "The gateway failed, or the pins cannot be read.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .footer("Other exit codes are those of the MCP server.")
        .build();
  }
}
