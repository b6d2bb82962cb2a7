// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.command;

import io.portcullis.support.commandline.CommandDescription;
import io.portcullis.support.commandline.CommandDescription.Argument;
import io.portcullis.support.commandline.CommandDescription.Option;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds the specification of one command. All values are text: commands parse them themselves, so
 * that their messages name the option in the same words everywhere.
 */
final class CommandBuilder {
  private final CommandSpec spec;
  private final Map<String, String> exitCodes = new LinkedHashMap<>();

  CommandBuilder(String name, String... description) {
    spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .synopsisHeading("usage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%nArguments:%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading("%nExit codes:%n")
        .footerHeading("%n")
        .sortOptions(false);
  }

  /** Begins the specification of a described command below another one. */
  static CommandBuilder of(String parent, CommandDescription description) {
    CommandBuilder builder = new CommandBuilder(description.name(), description.summary());
    String prefix = CommandTable.PROGRAM + " " + parent + " ";
    builder.synopsis(description.synopsis().stream().map(prefix::concat).toArray(String[]::new));
    description.arguments().forEach(builder::add);
    description.options().forEach(builder::add);
    description.exitCodes().forEach(builder::exit);
    return builder;
  }

  private void add(Argument argument) {
    if (argument.choices().isEmpty()) {
      words(argument.label(), argument.meaning());
    } else {
      choices(argument.label(), argument.meaning(), argument.choices());
    }
  }

  private void add(Option option) {
    if (!option.valued()) {
      flag(option.name(), option.meaning());
    } else if (option.choices().isEmpty()) {
      option(option.name(), option.label(), option.meaning());
    } else {
      choice(option.name(), option.label(), option.meaning(), option.choices());
    }
  }

  /** Sets the lines of the synopsis. */
  CommandBuilder synopsis(String... lines) {
    spec.usageMessage().customSynopsis(lines);
    return this;
  }

  /** Adds an option with one value. */
  CommandBuilder option(String name, String label, String description) {
    spec.addOption(valued(name, label, description).build());
    return this;
  }

  /** Adds an option whose value is a file or folder, which completion scripts complete. */
  CommandBuilder fileOption(String name, String label, String description) {
    spec.addOption(
        valued(name, label, description).type(File.class).converters(text -> text).build());
    return this;
  }

  /** Adds an option with one of several values, which completion scripts offer. */
  CommandBuilder choice(String name, String label, String description, List<String> values) {
    spec.addOption(valued(name, label, description).completionCandidates(values).build());
    return this;
  }

  private static OptionSpec.Builder valued(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .arity("1")
        .description(description);
  }

  /** Adds an option without a value. */
  CommandBuilder flag(String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build());
    return this;
  }

  /** Adds arguments that are files or folders; the command checks how many are given. */
  CommandBuilder files(String label, String description) {
    spec.addPositional(
        arguments(label, description)
            .type(List.class)
            .auxiliaryTypes(File.class)
            .converters(text -> text)
            .build());
    return this;
  }

  /** Adds other arguments; the command checks how many are given. */
  CommandBuilder words(String label, String description) {
    spec.addPositional(arguments(label, description).build());
    return this;
  }

  /** Adds arguments with known values, which completion scripts offer. */
  CommandBuilder choices(String label, String description, List<String> values) {
    spec.addPositional(arguments(label, description).completionCandidates(values).build());
    return this;
  }

  private static PositionalParamSpec.Builder arguments(String label, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .hideParamSyntax(true)
        .index("0..*")
        .arity("0..*")
        .type(String[].class)
        .description(description);
  }

  /** Takes everything behind the first argument for arguments, such as options of a program. */
  CommandBuilder stopAtArguments() {
    spec.parser().stopAtPositional(true);
    return this;
  }

  /** Adds an exit code and its meaning. */
  CommandBuilder exit(int code, String meaning) {
    exitCodes.put(Integer.toString(code), meaning);
    return this;
  }

  /** Adds a command below this one. */
  CommandBuilder sub(CommandSpec command) {
    spec.addSubcommand(command.name(), command);
    return this;
  }

  /** Sets the last lines of the help. */
  CommandBuilder footer(String... lines) {
    spec.usageMessage().footer(lines);
    return this;
  }

  /** Returns the specification, with {@code --help} added. */
  CommandSpec build() {
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("Show this help and exit.")
            .build());
    spec.usageMessage().exitCodeList(exitCodes);
    return spec;
  }

  /** Returns the name under which messages mention an option or argument. */
  static String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
