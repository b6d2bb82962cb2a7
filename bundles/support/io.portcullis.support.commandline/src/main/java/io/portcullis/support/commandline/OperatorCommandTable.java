// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.commandline;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The commands of {@code portcullis ctl} that this project ships. The shell parses by these
 * descriptions, and the command line shows them where no container runs.
 */
public final class OperatorCommandTable {
  private static final String JSON = "--json";
  private static final String AS_JSON = "Print one line of JSON instead of text.";
  private static final String BUNDLE = "BUNDLE-SYMBOLIC-NAME";
  private static final SortedMap<String, CommandDescription> COMMANDS = new TreeMap<>();

  static {
    addEngine();
    addCalls();
    addApprovals();
    addOrders();
    addHistory();
    addBundles();
    add(
        CommandDescription.of(
                "help", "Lists the commands, or shows the help of one.", "help [COMMAND]")
            .argument("COMMAND", "The name of a command."));
  }

  private OperatorCommandTable() {}

  /** Returns all descriptions in alphabetical order. */
  public static List<CommandDescription> all() {
    return List.copyOf(COMMANDS.values());
  }

  /**
   * Returns the description of a command.
   *
   * @throws IllegalArgumentException if the table has no command of that name
   */
  public static CommandDescription of(String name) {
    CommandDescription found = COMMANDS.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no such command: " + name);
    }
    return found;
  }

  private static void add(CommandDescription.Builder description) {
    CommandDescription built = description.build();
    COMMANDS.put(built.name(), built);
  }

  private static void addEngine() {
    add(
        CommandDescription.of(
                "status",
                "Shows the mode, the deciding interceptor, and whether the gate is open.",
                "status [--json]")
            .flag(JSON, AS_JSON));
    add(
        CommandDescription.of(
                "mode",
                "Shows the mode, or sets it and returns when it is in force.",
                "mode [" + String.join("|", Choices.MODES) + "]")
            .argument("MODE", "The new mode.", Choices.MODES.toArray(String[]::new)));
    add(
        CommandDescription.of("policy", "Shows the policy documents in force.", "policy [--json]")
            .flag(JSON, AS_JSON));
  }

  private static void addCalls() {
    add(
        CommandDescription.of(
                "check",
                "Shows how the running engine would decide one call. No tool runs.",
                "check --tool NAME [--args JSON] [--agent ID] [--team T] [--org O] [--action WORD]"
                    + " [--source S] [--url U]")
            .option("--tool", "NAME", "The tool. Required for tool_call and tool_result.")
            .option("--args", "JSON", "The arguments of the call. Default: {}")
            .option("--agent", "ID", "The agent that calls.")
            .option("--team", "T", "The team of the agent.")
            .option("--org", "O", "The organisation of the agent.")
            .option(
                "--action",
                "WORD",
                "The kind of call: " + Choices.listed(Choices.ACTIONS),
                Choices.ACTIONS.toArray(String[]::new))
            .option("--source", "S", "Where the tool comes from.")
            .option("--url", "U", "The URL that the call addresses.")
            .exit(0, "Allowed.")
            .exit(3, "Denied.")
            .exit(4, "The call needs an approval."));
    add(
        CommandDescription.of("recent", "Shows the last call records.", "recent [N] [--json]")
            .argument("N", "The number of records, 1 to 200. Default: 20")
            .flag(JSON, AS_JSON));
  }

  private static void addApprovals() {
    add(
        CommandDescription.of(
                "approvals", "Shows the calls that need an approval.", "approvals [ID] [--json]")
            .argument("ID", "The id of one call, to see it in full.")
            .flag(JSON, AS_JSON));
    add(decision("approve", "Approves a call. It may run once."));
    add(decision("deny", "Rejects a call that needs an approval."));
  }

  private static CommandDescription.Builder decision(String name, String summary) {
    return CommandDescription.of(
            name, summary, name + " ID [--as NAME --token-file FILE] [--comment TEXT]")
        .argument("ID", "The id of the call, from approvals.")
        .option("--as", "NAME", "The reviewer who decides. Needs --token-file.")
        .option("--token-file", "FILE", "The absolute path of a file with the reviewer's token.")
        .option("--comment", "TEXT", "A comment for the record.");
  }

  private static void addOrders() {
    add(
        CommandDescription.of("operations", "Shows the orders in force.", "operations [--json]")
            .flag(JSON, AS_JSON));
    add(order("pause", "Holds new calls until resume."));
    add(order("resume", "Ends a pause."));
    add(order("terminate", "Denies calls until reinstate."));
    add(order("reinstate", "Ends a termination."));
  }

  private static CommandDescription.Builder order(String name, String summary) {
    return CommandDescription.of(
            name, summary, name + " (--all | --agent ID | --op TRACE:SPAN) [--reason TEXT]")
        .flag("--all", "Covers every call.")
        .option("--agent", "ID", "Covers the calls of one agent.")
        .option("--op", "TRACE:SPAN", "Covers the calls of one operation.")
        .option("--reason", "TEXT", "The reason for the record.");
  }

  private static void addHistory() {
    add(
        CommandDescription.of(
                "counters", "Shows the counters of calls in their window.", "counters [--json]")
            .flag(JSON, AS_JSON));
    add(
        CommandDescription.of(
                "labels",
                "Shows the labels of agents and operations, or removes labels.",
                "labels [AGENT|OPERATION] [--json]",
                "labels clear (agent:ID | operation:TRACE | *) [LABEL] --reason TEXT")
            .argument("AGENT|OPERATION", "The agent or operation to show, or the word clear.")
            .argument("SUBJECT", "After clear: agent:ID or operation:TRACE, or * for everything.")
            .argument("LABEL", "After clear: the label to remove. Default: all of the subject.")
            .flag(JSON, AS_JSON)
            .option("--reason", "TEXT", "The reason for the record. Required for clear."));
  }

  private static void addBundles() {
    add(CommandDescription.of("bundles", "Lists all bundles with their states.", "bundles"));
    add(bundle("start", "Starts a bundle."));
    add(bundle("stop", "Stops a bundle."));
    add(bundle("update", "Reads a bundle again from its location and refreshes its users."));
  }

  private static CommandDescription.Builder bundle(String name, String summary) {
    return CommandDescription.of(name, summary, name + " " + BUNDLE)
        .argument(BUNDLE, "The symbolic name of the bundle.");
  }
}
