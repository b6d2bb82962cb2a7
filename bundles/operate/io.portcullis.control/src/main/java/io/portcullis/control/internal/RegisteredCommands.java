// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.support.commandline.CommandDescription;
import io.portcullis.support.commandline.CommandNames;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The registered {@link OperatorCommand} services. Each request looks them up, so that a command
 * exists exactly as long as its service.
 */
final class RegisteredCommands implements CommandDirectory {
  private static final String FILTER =
      "(" + OperatorCommand.SCOPE_PROPERTY + "=" + OperatorCommand.SCOPE + ")";

  private final BundleContext context;

  RegisteredCommands(BundleContext context) {
    this.context = context;
  }

  @Override
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    references().forEach(reference -> names.addAll(names(reference)));
    return names;
  }

  @Override
  public Optional<CharSequence> run(String name, Invocation invocation) {
    return references().stream()
        .filter(reference -> names(reference).contains(name))
        .max(Comparator.naturalOrder()) // the highest ranking
        .flatMap(reference -> use(reference, invocation));
  }

  private Optional<CharSequence> use(
      ServiceReference<OperatorCommand> reference, Invocation invocation) {
    OperatorCommand command = context.getService(reference);
    if (command == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          CommandDescription.asksForHelp(invocation.arguments())
              ? command.usage()
              : command.run(invocation));
    } finally {
      context.ungetService(reference);
    }
  }

  private Collection<ServiceReference<OperatorCommand>> references() {
    try {
      return context.getServiceReferences(OperatorCommand.class, FILTER);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("the filter is a constant", e);
    }
  }

  private static List<String> names(ServiceReference<OperatorCommand> reference) {
    return CommandNames.of(reference.getProperty(OperatorCommand.FUNCTION_PROPERTY));
  }
}
