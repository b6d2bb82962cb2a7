// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.help;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.CommandNames;
import io.portcullis.support.text.PrintableText;
import io.portcullis.support.text.Spelling;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists the commands that are registered now, those of other bundles too. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=help"})
public final class HelpCommand extends ShellCommand {
  private static final String MORE =
      "\n\nhelp COMMAND shows arguments, options and exit codes."
          + "\nSCOPE:FUNCTION runs a command of Gogo.";

  /** Creates the command. */
  @Activate
  public HelpCommand(@Reference CurrentServices services) {
    super("help", services);
  }

  /** Runs the command in Gogo. */
  public CharSequence help(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    SortedMap<String, ServiceReference<OperatorCommand>> registered = registered();
    if (request.words().isEmpty()) {
      return CommandResult.ok(list(registered) + MORE);
    }
    String name = request.words().get(0);
    ServiceReference<OperatorCommand> reference = registered.get(name);
    if (reference == null) {
      throw new CommandUsageException(
          "unknown command "
              + PrintableText.escaped(name)
              + Spelling.hint(name, registered.keySet()));
    }
    Optional<String> usage = services().use(reference, OperatorCommand::usage);
    return usage.map(CommandResult::ok).orElseGet(() -> CommandResult.failed(name + " has left"));
  }

  private String list(SortedMap<String, ServiceReference<OperatorCommand>> registered) {
    TextTable table = new TextTable("");
    registered.forEach(
        (name, reference) ->
            services()
                .use(reference, OperatorCommand::summary)
                .ifPresent(summary -> table.row(name, summary)));
    return table.toString();
  }

  /** Returns the highest-ranked service for each name. */
  private SortedMap<String, ServiceReference<OperatorCommand>> registered() {
    SortedMap<String, ServiceReference<OperatorCommand>> found = new TreeMap<>();
    services().ranked(OperatorCommand.class).stream()
        .filter(
            each -> OperatorCommand.SCOPE.equals(each.getProperty(OperatorCommand.SCOPE_PROPERTY)))
        .forEach(
            each ->
                CommandNames.of(each.getProperty(OperatorCommand.FUNCTION_PROPERTY))
                    .forEach(name -> found.putIfAbsent(name, each)));
    return found;
  }
}
