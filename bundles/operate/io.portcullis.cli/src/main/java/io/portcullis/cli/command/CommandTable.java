// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.output.ExitCode;
import io.portcullis.support.commandline.Choices;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command of {@code portcullis} with its options, help and exit codes. Parsing, help,
 * spelling hints, completion scripts and man pages are derived from this table. The table does not
 * run anything: {@link io.portcullis.cli.CommandDispatcher} runs the commands that need no
 * container, and the launcher runs the others.
 */
public final class CommandTable {
  /** The name of the program. */
  public static final String PROGRAM = "portcullis";

  static final String JSON = "Print JSON instead of text.";
  private static final List<String> SHELLS = List.of("bash", "zsh");
  private static final Map<String, Supplier<CommandSpec>> COMMANDS = commands();

  private CommandTable() {}

  /** Returns a parser for all commands. Not thread-safe; each call returns a new one. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS.values());
  }

  /**
   * Returns a parser for one command line. It holds only the command that the first word names,
   * because building all others takes a tenth of the start of {@code check}. Not thread-safe.
   */
  public static CommandLine commandLineFor(List<String> words) {
    Supplier<CommandSpec> named = words.isEmpty() ? null : COMMANDS.get(words.get(0));
    return named == null ? commandLine() : commandLine(List.of(named));
  }

  private static CommandLine commandLine(Collection<Supplier<CommandSpec>> commands) {
    return new CommandLine(root(commands))
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setPosixClusteredShortOptionsAllowed(false)
        // A value is taken as it stands, even if it looks like an option or a command.
        .setAllowOptionsAsOptionParameters(true)
        .setAllowSubcommandsAsOptionParameters(true);
  }

  private static Map<String, Supplier<CommandSpec>> commands() {
    Map<String, Supplier<CommandSpec>> commands = new LinkedHashMap<>();
    commands.put("run", ContainerCommands::run);
    commands.put("ctl", ContainerCommands::ctl);
    commands.put("check", CommandTable::check);
    commands.put("policy", CommandTable::policy);
    commands.put("journal", JournalCommands::journal);
    commands.put("reviewer", CommandTable::reviewer);
    commands.put("mcp", ContainerCommands::mcp);
    commands.put("demo", ContainerCommands::demo);
    commands.put("completion", CommandTable::completion);
    commands.put("version", CommandTable::version);
    commands.put("help", CommandTable::help);
    return commands;
  }

  private static CommandSpec root(Collection<Supplier<CommandSpec>> commands) {
    CommandBuilder root =
        new CommandBuilder(PROGRAM, "A governance engine between AI agents and their tools.");
    commands.forEach(command -> root.sub(command.get()));
    return root.synopsis("portcullis COMMAND [ARGUMENTS]")
        .exit(ExitCode.OK, "The command succeeded.")
        .exit(1, "The command failed; standard error says why.")
        .exit(ExitCode.USAGE, "The command line is wrong.")
        .footer(
            "portcullis COMMAND --help shows the options and exit codes of a command.",
            "JAVA_HOME, JAVA_OPTS and PORTCULLIS_HOME are read from the environment.")
        .build();
  }

  private static CommandSpec check() {
    return decision(
            "check",
            "Decides one call, or a file of calls, by policy documents. No container is needed and"
                + " no tool runs.")
        .synopsis(
            "portcullis check --policy FILE|DIR --tool NAME [OPTIONS]",
            "       portcullis check --policy FILE|DIR --batch FILE|- [OPTIONS]")
        .fileOption("--batch", "FILE|-", "Decide each line of a file, or of standard input.")
        .exit(ExitCode.OK, "Allowed; with --batch: every line was read.")
        .exit(ExitCode.USAGE, "Bad usage, an unusable document, or an unreadable line.")
        .exit(ExitCode.DENIED, "Denied.")
        .exit(ExitCode.PENDING, "A running engine would ask for an approval.")
        .build();
  }

  /** Returns a command with the options of one call. */
  private static CommandBuilder decision(String name, String summary) {
    return new CommandBuilder(name, summary)
        .fileOption("--policy", "FILE|DIR", "A policy document, or a folder of them. Required.")
        .option("--tool", "NAME", "The tool. Required for tool_call and tool_result.")
        .option("--args", "JSON", "The arguments of the call. Default: {}")
        .option("--agent", "ID", "The agent that calls.")
        .option("--team", "T", "The team of the agent.")
        .option("--org", "O", "The organisation of the agent.")
        .choice(
            "--action",
            "WORD",
            "The kind of call: " + Choices.listed(Choices.ACTIONS),
            Choices.ACTIONS)
        .option("--source", "S", "Where the tool comes from.")
        .option("--url", "U", "The URL that the call addresses.")
        .choice("--mode", "M", "The mode: " + Choices.listed(Choices.MODES), Choices.MODES)
        .option("--now", "INSTANT", "The time of the call, such as 2026-01-31T12:00:00Z.");
  }

  private static CommandSpec policyExplain() {
    return decision(
            "explain",
            "Explains how policy documents come to the decision about one call. It shows values of"
                + " the arguments.")
        .synopsis("portcullis policy explain --policy FILE|DIR --tool NAME [OPTIONS]")
        .flag("--json", "Print one line of JSON.")
        .exit(ExitCode.OK, "Allowed.")
        .exit(ExitCode.USAGE, "Bad usage, or an unusable document.")
        .exit(ExitCode.DENIED, "Denied.")
        .exit(ExitCode.PENDING, "A running engine would ask for an approval.")
        .build();
  }

  private static CommandSpec policy() {
    return new CommandBuilder("policy", "Works on policy documents.")
        .synopsis("portcullis policy COMMAND [ARGUMENTS]")
        .sub(AuthorCommands.validate())
        .sub(AuthorCommands.init())
        .sub(AuthorCommands.suggest())
        .sub(policyExplain())
        .sub(policyTest())
        .sub(AuthorCommands.diff())
        .sub(AuthorCommands.schema())
        .exit(ExitCode.USAGE, "The command is missing or unknown.")
        .build();
  }

  private static CommandSpec policyTest() {
    return new CommandBuilder(
            "test", "Checks whether policy documents decide the calls of files as expected.")
        .synopsis("portcullis policy test FILE... [OPTIONS]")
        .files("FILE", "Files of cases, in YAML.")
        .fileOption("--policy", "FILE|DIR", "Test these documents instead of those of the files.")
        .flag("--json", "Print each case as one line of JSON.")
        .fileOption("--junit", "FILE", "Write the results as JUnit XML.")
        .flag("--coverage", "List rules and sides of conditions that no case reached.")
        .option("--min-coverage", "N", "Fail below N percent. Implies --coverage.")
        .exit(ExitCode.OK, "Every case is decided as expected.")
        .exit(ExitCode.INVALID, "A case is decided otherwise, or the coverage is below N.")
        .exit(ExitCode.USAGE, "Bad usage, or a document or file of cases that cannot be used.")
        .build();
  }

  private static CommandSpec reviewer() {
    return new CommandBuilder(
            "reviewer", "Creates a token for a reviewer of approvals, and the configuration entry.")
        .synopsis("portcullis reviewer NAME")
        .words("NAME", "The name of the reviewer.")
        .exit(ExitCode.OK, "The token and the entry were printed.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .build();
  }

  private static CommandSpec completion() {
    return new CommandBuilder("completion", "Prints a script that completes commands and options.")
        .synopsis("portcullis completion bash|zsh")
        .choices("bash|zsh", "The shell.", SHELLS)
        .exit(ExitCode.OK, "The script was printed.")
        .exit(ExitCode.USAGE, "Bad usage.")
        .footer(
            "bash: source <(portcullis completion bash)",
            "zsh:  source <(portcullis completion zsh)")
        .build();
  }

  private static CommandSpec version() {
    return new CommandBuilder("version", "Prints the version of this distribution.")
        .synopsis("portcullis version")
        .exit(ExitCode.OK, "The version was printed.")
        .build();
  }

  private static CommandSpec help() {
    return new CommandBuilder("help", "Shows the commands, or the help of one command.")
        .synopsis("portcullis help [COMMAND...]")
        .words("COMMAND", "A command, such as: journal verify")
        .exit(ExitCode.OK, "The help was printed.")
        .exit(ExitCode.USAGE, "The command is unknown.")
        .build();
  }
}
