// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.cli.output.ExitCode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The commands on a journal, as part of the table. */
final class JournalCommands {
  private static final String BAD = "The journal is damaged or cannot be read in full.";

  private JournalCommands() {}

  static CommandSpec journal() {
    return new CommandBuilder("journal", "Reads a journal. No container is needed.")
        .synopsis("portcullis journal COMMAND [ARGUMENTS]")
        .sub(verify())
        .sub(export())
        .sub(tail())
        .sub(stats())
        .sub(replay())
        .exit(ExitCode.USAGE, "The command is missing or unknown.")
        .build();
  }

  private static CommandSpec verify() {
    return command("verify", "Reports whether a journal is complete and unchanged.")
        .synopsis("portcullis journal verify FILE|DIR [OPTIONS]")
        .files("FILE|DIR", "The journal, or one of its files.")
        .fileOption("--key", "FILE", "The public key that must have signed the journal.")
        .flag("--allow-unsigned", "Accept records that follow the signed checkpoint.")
        .flag("--json", CommandTable.JSON)
        .build();
  }

  private static CommandSpec export() {
    return command("export", "Writes a journal in the format of another product.")
        .synopsis("portcullis journal export --format assembly DIR [OPTIONS]")
        .files("DIR", "The journal.")
        .choice("--format", "NAME", "The format: assembly. Required.", List.of("assembly"))
        .fileOption("--out", "FILE", "Write to a new file instead of standard output.")
        .flag("--force", "Export a journal that does not verify.")
        .build();
  }

  private static CommandSpec tail() {
    return command("tail", "Prints the last records of a journal.")
        .synopsis("portcullis journal tail DIR [OPTIONS]")
        .files("DIR", "The journal.")
        .option("-n", "N", "The number of records, 0 to 10000. Default: 10")
        .flag("--follow", "Print new records until interrupted.")
        .flag("--json", CommandTable.JSON)
        .build();
  }

  private static CommandSpec stats() {
    return command("stats", "Counts verdicts, agents, tools and times in a journal.")
        .synopsis("portcullis journal stats DIR [OPTIONS]")
        .files("DIR", "The journal.")
        .flag("--json", CommandTable.JSON)
        .build();
  }

  private static CommandSpec replay() {
    return command("replay", "Prints the recorded calls that another policy decides differently.")
        .synopsis("portcullis journal replay DIR --policy FILE|DIR [OPTIONS]")
        .files("DIR", "The journal.")
        .fileOption("--policy", "FILE|DIR", "The other policy. Required.")
        .flag("--json", CommandTable.JSON)
        .exit(ExitCode.OK, "Every call that can be decided would be decided as recorded.")
        .exit(ExitCode.DIFFERENT, "A call would be decided differently.")
        .build();
  }

  private static CommandBuilder command(String name, String description) {
    return new CommandBuilder(name, description)
        .exit(ExitCode.OK, "The journal was read in full.")
        .exit(ExitCode.BAD_JOURNAL, BAD)
        .exit(ExitCode.USAGE, "Bad usage, or a file that cannot be read.");
  }
}
