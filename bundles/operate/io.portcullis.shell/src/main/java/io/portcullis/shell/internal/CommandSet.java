// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.shell.internal.approvals.ApprovalsCommand;
import io.portcullis.shell.internal.approvals.DecideCommand;
import io.portcullis.shell.internal.bundles.BundleCommand;
import io.portcullis.shell.internal.bundles.BundleListCommand;
import io.portcullis.shell.internal.bundles.BundleLookup;
import io.portcullis.shell.internal.bundles.UpdateCommand;
import io.portcullis.shell.internal.calls.CheckCommand;
import io.portcullis.shell.internal.calls.RecentCallLog;
import io.portcullis.shell.internal.calls.RecentCommand;
import io.portcullis.shell.internal.command.Command;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Printable;
import io.portcullis.shell.internal.engine.ModeCommand;
import io.portcullis.shell.internal.engine.PolicyCommand;
import io.portcullis.shell.internal.engine.StatusCommand;
import io.portcullis.shell.internal.orders.OperationsCommand;
import io.portcullis.shell.internal.orders.OrderCommand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands by name. Every failure of a command becomes a result. Thread-safe. */
final class CommandSet {
  private static final Logger LOG = LoggerFactory.getLogger(CommandSet.class);

  private final Map<String, Command> commands;

  CommandSet(Map<String, Command> commands) {
    this.commands = new TreeMap<>(commands);
  }

  static CommandSet of(BundleContext context, RecentCallLog recent) {
    CurrentServices services = new CurrentServices(context);
    BundleLookup bundles = new BundleLookup(context);
    return new CommandSet(
        Map.ofEntries(
            Map.entry("status", new StatusCommand(services)),
            Map.entry("check", new CheckCommand(services, CheckCommand.TIMEOUT)),
            Map.entry("mode", new ModeCommand(services, ModeCommand.TIMEOUT)),
            Map.entry("policy", new PolicyCommand(services)),
            Map.entry("recent", new RecentCommand(recent)),
            Map.entry("approvals", new ApprovalsCommand(services)),
            Map.entry("approve", DecideCommand.approve(services)),
            Map.entry("deny", DecideCommand.deny(services)),
            Map.entry("operations", new OperationsCommand(services)),
            Map.entry("pause", new OrderCommand(services, Signal.PAUSE)),
            Map.entry("resume", new OrderCommand(services, Signal.RESUME)),
            Map.entry("terminate", new OrderCommand(services, Signal.TERMINATE)),
            Map.entry("reinstate", new OrderCommand(services, Signal.REINSTATE)),
            Map.entry("bundles", new BundleListCommand(bundles)),
            Map.entry("start", BundleCommand.start(bundles)),
            Map.entry("stop", BundleCommand.stop(bundles)),
            Map.entry("update", new UpdateCommand(services, bundles))));
  }

  boolean knows(String name) {
    return commands.containsKey(name);
  }

  String names() {
    return String.join(", ", commands.keySet());
  }

  CommandResult run(String name, List<String> arguments, String operator) {
    Command command = commands.get(name);
    if (command == null) {
      return CommandResult.usage("unknown command " + Printable.line(name));
    }
    try {
      return command.run(arguments, operator);
    } catch (CommandUsageException e) {
      return CommandResult.usage(e.getMessage() + "\nusage: " + command.usage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommandResult.failed("interrupted");
    } catch (RuntimeException | LinkageError e) { // linkage: a service's bundle was refreshed
      LOG.warn("the command {} failed", name, e);
      return CommandResult.failed(name + " failed: " + Printable.line(String.valueOf(e)));
    }
  }
}
