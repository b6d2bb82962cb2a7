// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.bundles;

import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.support.text.PrintableText;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Finds bundles by symbolic name and refuses those that must not be stopped from here. */
public final class BundleLookup {
  /** The bundle of the control socket, whose end waits for the command that it runs. */
  private static final String CONTROL = "io.portcullis.control";

  private final BundleContext context;
  private final Bundle shell;

  public BundleLookup(BundleContext context) {
    this.context = context;
    this.shell = context.getBundle();
  }

  /** Returns the one bundle that the words name. */
  Bundle named(List<String> words) throws CommandUsageException {
    if (words.isEmpty()) {
      throw new CommandUsageException("the symbolic name of a bundle is missing");
    }
    String name = words.get(0);
    List<Bundle> found =
        Stream.of(context.getBundles())
            .filter(bundle -> name.equals(bundle.getSymbolicName()))
            .toList();
    if (found.isEmpty()) {
      throw new CommandUsageException("no bundle is named " + PrintableText.escaped(name));
    }
    if (found.size() > 1) {
      throw ambiguous(name, found);
    }
    return found.get(0);
  }

  private static CommandUsageException ambiguous(String name, List<Bundle> found) {
    List<String> versions = found.stream().map(each -> each.getVersion().toString()).toList();
    return new CommandUsageException(
        "%d bundles are named %s: versions %s"
            .formatted(found.size(), name, String.join(", ", versions)));
  }

  /**
   * Returns the bundle as {@link #named} does; refuses the framework and the bundles of this
   * command.
   */
  Bundle stoppable(List<String> words) throws CommandUsageException {
    Bundle bundle = named(words);
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      throw new CommandUsageException("the framework cannot be stopped from here: end the process");
    }
    if (isShell(bundle)) {
      throw new CommandUsageException(
          "a command cannot stop or update the bundle that runs it: " + bundle.getSymbolicName());
    }
    return bundle;
  }

  /** Returns whether a bundle is this one or that of the control socket. */
  boolean isShell(Bundle bundle) {
    return bundle.equals(shell) || CONTROL.equals(bundle.getSymbolicName());
  }

  static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.UNINSTALLED -> "uninstalled";
      case Bundle.INSTALLED -> "installed";
      case Bundle.RESOLVED -> "resolved";
      case Bundle.STARTING -> "starting";
      case Bundle.STOPPING -> "stopping";
      default -> "active";
    };
  }
}
