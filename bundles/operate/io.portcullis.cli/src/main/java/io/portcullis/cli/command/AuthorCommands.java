// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.output.ExitCode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that write and validate policies, as part of the table. */
final class AuthorCommands {
  private AuthorCommands() {}

  static CommandSpec init() {
    return new CommandBuilder(
            "init",
            "Starts an MCP server, asks for its tools, and writes a first policy: read-only tools"
                + " are allowed, destructive ones ask, all others are denied.")
        .synopsis("portcullis policy init [OPTIONS] -- COMMAND [ARGUMENTS]")
        .words("COMMAND", "The command of the server and its arguments.")
        .fileOption("--out", "FILE", "Write the policy to a new file, not to standard output.")
        .fileOption("--cases", "FILE", "Write cases for policy test to a new file. Needs --out.")
        .fileOption(
            "--workspace",
            "DIR",
            "The folder that paths must stay in. Default: the last folder that the server gets as"
                + " an argument, or the current one.")
        .flag("--force", "Replace files that exist.")
        .stopAtArguments()
        .exit(ExitCode.OK, "The policy was written.")
        .exit(ExitCode.USAGE, "Bad usage, an existing file, or a server that cannot be asked.")
        .build();
  }

  static CommandSpec diff() {
    return new CommandBuilder(
            "diff",
            "Prints the recorded calls that two policies decide differently; without a journal, the"
                + " rules and sections that differ.")
        .synopsis("portcullis policy diff OLD NEW [OPTIONS]")
        .files("OLD NEW", "The two policies: documents, or folders of them.")
        .fileOption("--journal", "DIR", "Decide the calls of this journal by both policies.")
        .flag("--json", CommandTable.JSON)
        .exit(ExitCode.OK, "The new policy allows no recorded call that the old one does not.")
        .exit(ExitCode.NEWLY_ALLOWED, "A recorded call is newly allowed.")
        .exit(ExitCode.USAGE, "Bad usage, an unusable document, or a damaged journal.")
        .build();
  }

  static CommandSpec schema() {
    return new CommandBuilder(
            "schema", "Prints a JSON Schema of policy documents, with which editors complete keys.")
        .synopsis("portcullis policy schema")
        .exit(ExitCode.OK, "The schema was printed.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .footer("It describes apiVersion: portcullis/v1, in JSON Schema 2020-12.")
        .build();
  }

  static CommandSpec suggest() {
    return new CommandBuilder(
            "suggest", "Writes the smallest policy that would have allowed recorded calls.")
        .synopsis("portcullis policy suggest --journal DIR [OPTIONS]")
        .fileOption("--journal", "DIR", "The journal with the calls. Required.")
        .choice("--include", "WORD", "Allow denied calls, too: denied", List.of("denied"))
        .fileOption("--out", "FILE", "Write the policy to a new file, not to standard output.")
        .flag("--force", "Replace a file that exists.")
        .exit(ExitCode.OK, "The policy was written.")
        .exit(ExitCode.BAD_JOURNAL, "The policy was written from a damaged journal.")
        .exit(ExitCode.USAGE, "Bad usage, an existing file, or an unreadable journal.")
        .build();
  }

  static CommandSpec validate() {
    return new CommandBuilder(
            "validate",
            "Reports whether policy documents can be used, and rules that are mistakes.")
        .synopsis("portcullis policy validate FILE|DIR|-... [OPTIONS]")
        .files("FILE|DIR|-", "Policy documents, folders of them, or - for standard input.")
        .fileOption(
            "--tools",
            "FILE",
            "Check the rules against these tools: the answer of tools/list of an MCP server.")
        .flag("--json", "Print each problem as one line of JSON.")
        .exit(ExitCode.OK, "Every document can be used; there may be warnings.")
        .exit(ExitCode.INVALID, "A document cannot be used, or does not fit the tools.")
        .exit(ExitCode.USAGE, "Bad usage, or an unreadable list of tools.")
        .build();
  }
}
