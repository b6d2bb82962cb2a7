// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.support.commandline.CommandDescription;
import io.portcullis.support.commandline.OperatorCommandTable;
import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command. The control socket calls it as an {@link OperatorCommand}; Gogo calls the public
 * method that has the name of the command. Every failure becomes a result. Thread-safe.
 */
public abstract class ShellCommand implements OperatorCommand {
  private static final Logger LOG = LoggerFactory.getLogger(ShellCommand.class);

  private final CommandDescription description;
  private final CurrentServices services;

  /**
   * Creates a command.
   *
   * @param name its name in {@link OperatorCommandTable}
   */
  protected ShellCommand(String name, CurrentServices services) {
    this.description = OperatorCommandTable.of(name);
    this.services = services;
  }

  /**
   * Executes the command.
   *
   * @throws CommandUsageException if the arguments are wrong; the command changed nothing
   * @throws InterruptedException if the thread is interrupted
   */
  protected abstract CommandResult execute(ShellRequest request)
      throws CommandUsageException, InterruptedException;

  /** Returns the services of this framework. */
  protected final CurrentServices services() {
    return services;
  }

  /** Returns the name of the command. */
  protected final String name() {
    return description.name();
  }

  @Override
  public final String summary() {
    return description.summary();
  }

  @Override
  public final String usage() {
    return description.help();
  }

  @Override
  public final CommandResult run(Invocation invocation) {
    try {
      return parseAndExecute(invocation);
    } catch (CommandUsageException e) {
      return CommandResult.usage(e.getMessage() + "\n" + description.usageLine());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommandResult.failed("interrupted");
    } catch (RuntimeException | LinkageError e) { // linkage: a service's bundle was refreshed
      LOG.warn("the command {} failed", name(), e);
      return CommandResult.failed(name() + " failed: " + PrintableText.escaped(String.valueOf(e)));
    }
  }

  /** Parses the arguments and executes the command; failures are exceptions. */
  public final CommandResult parseAndExecute(Invocation invocation)
      throws CommandUsageException, InterruptedException {
    CommandArguments arguments = CommandArguments.parse(invocation.arguments(), description);
    return execute(new ShellRequest(arguments, invocation.operator(), invocation.display()));
  }

  /**
   * Runs the command for Gogo: as the operator that the control socket has bound to this thread,
   * and otherwise as the user of this process.
   */
  protected final CharSequence runInGogo(String... words) {
    List<String> arguments = List.of(words);
    if (CommandDescription.asksForHelp(arguments)) {
      return usage();
    }
    Optional<CommandResult> result =
        services.useBest(OperatorContext.class, operators -> runInGogo(arguments, operators));
    return result.orElseGet(
        () -> CommandResult.failed("no command was run: no operator context is registered"));
  }

  private CommandResult runInGogo(List<String> arguments, OperatorContext operators) {
    String user = System.getProperty("user.name", "");
    Operator operator = operators.current().orElse(new Operator(user, "Gogo shell"));
    Operator around = operators.enter(operator);
    try {
      return run(new Invocation(arguments, operator.name(), Display.PLAIN));
    } finally {
      operators.leave(around);
    }
  }
}
