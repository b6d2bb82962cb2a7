// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a command does and takes. The parser, the help, the completion scripts and the man pages of
 * a command are derived from its description. Immutable.
 *
 * @param name the name of the command
 * @param summary one sentence that says what the command does
 * @param synopsis the ways to call it, one a line, each beginning with the name
 * @param arguments the arguments that are not options, in order; the command checks which it needs
 * @param options the options
 * @param exitCodes the meaning of each exit code
 */
public record CommandDescription(
    String name,
    String summary,
    List<String> synopsis,
    List<Argument> arguments,
    List<Option> options,
    SortedMap<Integer, String> exitCodes) {

  /**
   * An argument that is not an option.
   *
   * @param label the name in the help
   * @param meaning one sentence
   * @param choices the possible values; empty if any value is possible
   */
  public record Argument(String label, String meaning, List<String> choices) {}

  /**
   * An option.
   *
   * @param name the option with its hyphens
   * @param label the name of the value in the help; empty if the option has no value
   * @param meaning one sentence
   * @param choices the possible values; empty if any value is possible
   */
  public record Option(String name, String label, String meaning, List<String> choices) {
    /** Returns whether a value must follow the option. */
    public boolean valued() {
      return !label.isEmpty();
    }

    private String nameAndLabel() {
      return valued() ? name + " " + label : name;
    }
  }

  /** The option that asks for the help of a command. */
  public static final Option HELP = new Option("--help", "", "Show this help.", List.of());

  /** Copies the lists. */
  public CommandDescription {
    synopsis = List.copyOf(synopsis);
    arguments = List.copyOf(arguments);
    options = List.copyOf(options);
    exitCodes = Collections.unmodifiableSortedMap(new TreeMap<>(exitCodes));
  }

  /** Begins a description with the exit codes that every command has. */
  public static Builder of(String name, String summary, String... synopsis) {
    return new Builder(name, summary, List.of(synopsis));
  }

  /** Returns whether the arguments ask for the help and nothing else. */
  public static boolean asksForHelp(List<String> arguments) {
    return arguments.size() == 1 && List.of(HELP.name(), "-h").contains(arguments.get(0));
  }

  /** Returns the synopsis after the word {@code usage:}, without a line end. */
  public String usageLine() {
    return "usage: " + String.join("\n       ", synopsis);
  }

  /** Returns the help: the synopsis, the summary, arguments, options and exit codes. */
  public String help() {
    StringBuilder help = new StringBuilder(usageLine()).append("\n\n").append(summary);
    Map<String, String> rows = new LinkedHashMap<>();
    arguments.forEach(each -> rows.put(each.label(), each.meaning()));
    append(help, "Arguments", rows);
    rows.clear();
    options.forEach(each -> rows.put(each.nameAndLabel(), each.meaning()));
    rows.put(HELP.name(), HELP.meaning());
    append(help, "Options", rows);
    rows.clear();
    exitCodes.forEach((code, meaning) -> rows.put(code.toString(), meaning));
    append(help, "Exit codes", rows);
    return help.toString();
  }

  private static void append(StringBuilder help, String title, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    help.append("\n\n").append(title).append(':');
    rows.forEach(
        (name, meaning) ->
            help.append("\n  ")
                .append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(meaning));
  }

  /** Collects the parts of a description. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String summary;
    private final List<String> synopsis;
    private final List<Argument> arguments = new ArrayList<>();
    private final List<Option> options = new ArrayList<>();
    private final SortedMap<Integer, String> exitCodes = new TreeMap<>();

    private Builder(String name, String summary, List<String> synopsis) {
      this.name = name;
      this.summary = summary;
      this.synopsis = synopsis;
      exit(0, "The command succeeded.");
      exit(1, "The command failed; the message says why.");
      exit(2, "The arguments are wrong; nothing was changed.");
    }

    /** Adds an argument; {@code choices} are its possible values, if it has few. */
    public Builder argument(String label, String meaning, String... choices) {
      arguments.add(new Argument(label, meaning, List.of(choices)));
      return this;
    }

    /** Adds an option with a value; {@code choices} are its possible values, if it has few. */
    public Builder option(String option, String label, String meaning, String... choices) {
      options.add(new Option(option, label, meaning, List.of(choices)));
      return this;
    }

    /** Adds an option without a value. */
    public Builder flag(String option, String meaning) {
      options.add(new Option(option, "", meaning, List.of()));
      return this;
    }

    /** Adds the meaning of an exit code, or replaces it. */
    public Builder exit(int code, String meaning) {
      exitCodes.put(code, meaning);
      return this;
    }

    /** Returns the description. */
    public CommandDescription build() {
      return new CommandDescription(name, summary, synopsis, arguments, options, exitCodes);
    }
  }
}
