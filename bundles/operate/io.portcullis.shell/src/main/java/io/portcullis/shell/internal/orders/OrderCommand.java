// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.operations.OperatorControl.Coverage;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gives an order to operator control. */
abstract class OrderCommand extends ShellCommand {
  static final String NO_CONTROL = "operator control is not registered";

  /** The name of everything, in arguments and in output. */
  private static final String EVERYTHING = "*";

  private final Signal signal;

  OrderCommand(CurrentServices services, Signal signal) {
    super(signal.name().toLowerCase(Locale.ROOT), services);
    this.signal = signal;
  }

  @Override
  protected final CommandResult execute(ShellRequest request) throws CommandUsageException {
    OperationScope scope = scope(request);
    String reason = request.value("--reason").orElse("");
    try {
      return services()
          .<OperatorControl, CommandResult, IOException>useBest(
              OperatorControl.class, service -> give(service, scope, request.operator(), reason))
          .orElseGet(() -> CommandResult.failed(NO_CONTROL + ", so nothing was changed"));
    } catch (IOException e) {
      return CommandResult.failed(
          notKept(scope) + PrintableText.escaped(String.valueOf(e.getMessage())));
    } catch (IllegalStateException e) {
      return CommandResult.failed(
          "nothing was changed: " + PrintableText.escaped(String.valueOf(e.getMessage())));
    }
  }

  private static OperationScope scope(ShellRequest request) throws CommandUsageException {
    Optional<String> agent = request.value("--agent");
    Optional<String> operation = request.value("--op");
    requireOne(request.has("--all"), agent.isPresent(), operation.isPresent());
    String name = agent.or(() -> operation).orElse(EVERYTHING);
    if (name.equals(EVERYTHING)) {
      return OperationScope.ALL;
    }
    if (!PrintableText.isPrintable(name)) {
      throw new CommandUsageException(
          "the name has characters that cannot be seen: " + PrintableText.escaped(name));
    }
    try {
      return agent.isPresent() ? OperationScope.agent(name) : OperationScope.operation(name);
    } catch (IllegalArgumentException e) {
      throw new CommandUsageException(String.valueOf(e.getMessage()));
    }
  }

  private static void requireOne(boolean all, boolean agent, boolean operation)
      throws CommandUsageException {
    int given = (all ? 1 : 0) + (agent ? 1 : 0) + (operation ? 1 : 0);
    if (given != 1) {
      throw new CommandUsageException("give one of --all, --agent, --op");
    }
  }

  private CommandResult give(
      OperatorControl service, OperationScope scope, String operator, String reason)
      throws IOException {
    Coverage coverage = service.coverage(scope); // before the order ends waiting calls
    State state = service.give(scope, signal, operator, reason);
    String result = PrintableText.escaped(scope.toString()) + " is " + word(state);
    if (state != wanted()) {
      return CommandResult.failed(result + other(state) + covers(scope, coverage));
    }
    boolean covered = state == State.RUNNING && !scope.equals(OperationScope.ALL);
    return CommandResult.ok(
        result + (covered ? everything(service.orders()) : "") + covers(scope, coverage));
  }

  private static String covers(OperationScope scope, Coverage coverage) {
    String numbers =
        "; known agents: %d, waiting calls: %d"
            .formatted(coverage.agents(), coverage.waitingCalls());
    boolean unknown = coverage.equals(new Coverage(0, 0));
    return switch (scope.kind()) {
      case ALL -> numbers;
      case AGENT -> numbers + (unknown ? "; no call of this agent was seen, check its id" : "");
      case OPERATION ->
          numbers + (unknown ? "; no call of this operation was seen, check its name" : "");
    };
  }

  private State wanted() {
    return switch (signal) {
      case PAUSE -> State.PAUSED;
      case TERMINATE -> State.TERMINATED;
      case RESUME, REINSTATE -> State.RUNNING;
    };
  }

  private static String other(State state) {
    return switch (state) {
      case TERMINATED -> " and stays so until reinstate";
      case PAUSED -> " and stays so until resume";
      case RUNNING -> "";
    };
  }

  /** Says whether an order about everything still covers the resumed scope. */
  private static String everything(List<Order> orders) {
    return orders.stream()
        .filter(order -> order.scope().equals(OperationScope.ALL))
        .findFirst()
        .map(order -> ", but everything is " + word(order.state()))
        .orElse("");
  }

  static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private String notKept(OperationScope scope) {
    String what = PrintableText.escaped(scope.toString());
    return switch (signal) {
      case PAUSE, TERMINATE -> what + " is " + word(wanted()) + " until a restart only: ";
      case RESUME, REINSTATE -> what + " stays as it was: ";
    };
  }
}
