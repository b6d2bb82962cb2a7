// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommands;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.shell.internal.calls.RecentCallLog;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands as Gogo functions; Gogo finds them by the service properties. */
@Component(
    service = {PortcullisCommands.class, OperatorCommands.class},
    property = {
      "osgi.command.scope=portcullis",
      "osgi.command.function=status",
      "osgi.command.function=check",
      "osgi.command.function=mode",
      "osgi.command.function=policy",
      "osgi.command.function=recent",
      "osgi.command.function=approvals",
      "osgi.command.function=approve",
      "osgi.command.function=deny",
      "osgi.command.function=operations",
      "osgi.command.function=pause",
      "osgi.command.function=resume",
      "osgi.command.function=terminate",
      "osgi.command.function=reinstate",
      "osgi.command.function=bundles",
      "osgi.command.function=start",
      "osgi.command.function=stop",
      "osgi.command.function=update"
    })
public final class PortcullisCommands implements OperatorCommands {
  private final CommandSet commands;
  private final OperatorContext operators;

  /** Creates the commands. */
  @Activate
  public PortcullisCommands(
      BundleContext context,
      @Reference RecentCallLog recent,
      @Reference OperatorContext operators) {
    commands = CommandSet.of(context, recent);
    this.operators = operators;
  }

  @Override
  public boolean knows(String name) {
    return commands.knows(name);
  }

  @Override
  public String names() {
    return commands.names();
  }

  @Override
  public CharSequence run(String name, List<String> arguments, String operator) {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(operator, "operator");
    return commands.run(name, arguments, operator);
  }

  /** Runs a command of the Gogo shell as the user of this process. */
  private CharSequence run(String name, List<String> arguments) {
    String user = System.getProperty("user.name", "");
    Operator around = operators.enter(new Operator(user, "Gogo shell"));
    try {
      return run(name, arguments, user);
    } finally {
      operators.leave(around);
    }
  }

  /** Shows the engine's status. */
  public CharSequence status(String... arguments) {
    return run("status", List.of(arguments));
  }

  /** Shows the decision of one call that never runs. */
  public CharSequence check(String... arguments) {
    return run("check", List.of(arguments));
  }

  /** Shows or sets the mode. */
  public CharSequence mode(String... arguments) {
    return run("mode", List.of(arguments));
  }

  /** Shows the policy documents in force. */
  public CharSequence policy(String... arguments) {
    return run("policy", List.of(arguments));
  }

  /** Shows the last call records. */
  public CharSequence recent(String... arguments) {
    return run("recent", List.of(arguments));
  }

  /** Shows the calls that wait for an approval. */
  public CharSequence approvals(String... arguments) {
    return run("approvals", List.of(arguments));
  }

  /** Approves a waiting call. */
  public CharSequence approve(String... arguments) {
    return run("approve", List.of(arguments));
  }

  /** Rejects a waiting call. */
  public CharSequence deny(String... arguments) {
    return run("deny", List.of(arguments));
  }

  /** Shows the orders of operators that are in force. */
  public CharSequence operations(String... arguments) {
    return run("operations", List.of(arguments));
  }

  /** Pauses calls. */
  public CharSequence pause(String... arguments) {
    return run("pause", List.of(arguments));
  }

  /** Resumes paused calls. */
  public CharSequence resume(String... arguments) {
    return run("resume", List.of(arguments));
  }

  /** Terminates calls: they are denied. */
  public CharSequence terminate(String... arguments) {
    return run("terminate", List.of(arguments));
  }

  /** Ends a termination. */
  public CharSequence reinstate(String... arguments) {
    return run("reinstate", List.of(arguments));
  }

  /** Shows all bundles with their states. */
  public CharSequence bundles(String... arguments) {
    return run("bundles", List.of(arguments));
  }

  /** Starts a bundle. */
  public CharSequence start(String... arguments) {
    return run("start", List.of(arguments));
  }

  /** Stops a bundle. */
  public CharSequence stop(String... arguments) {
    return run("stop", List.of(arguments));
  }

  /** Updates a bundle from its location. */
  public CharSequence update(String... arguments) {
    return run("update", List.of(arguments));
  }
}
