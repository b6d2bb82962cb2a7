// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.container;

import io.portcullis.launcher.failure.LaunchException;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The program that a bundle offers as a service: a {@link ToIntFunction} with the property {@code
 * main.program} that takes the words of the command line and returns the exit code of the process.
 * The command line stays in memory: no configuration ever holds it.
 */
public final class MainProgram {
  private static final String FILTER =
      "(&(objectClass=java.util.function.ToIntFunction)(main.program=%s))";
  private static final long TIMEOUT_MILLIS = 10_000;

  private final String name;
  private final BundleContext context;

  public MainProgram(String name, BundleContext context) {
    this.name = name;
    this.context = context;
  }

  public int call(List<String> arguments) throws LaunchException, InterruptedException {
    ServiceTracker<?, ToIntFunction<List<String>>> tracker = tracker();
    tracker.open();
    try {
      ToIntFunction<List<String>> program = tracker.waitForService(TIMEOUT_MILLIS);
      if (program == null) {
        throw new LaunchException("no bundle offers a main program " + name);
      }
      return call(program, arguments);
    } finally {
      tracker.close();
    }
  }

  private ServiceTracker<?, ToIntFunction<List<String>>> tracker() throws LaunchException {
    try {
      return new ServiceTracker<>(context, context.createFilter(FILTER.formatted(name)), null);
    } catch (InvalidSyntaxException e) {
      throw new LaunchException(LaunchException.reasons(e));
    }
  }

  // A program may throw anything; each failure ends this process.
  private static int call(ToIntFunction<List<String>> program, List<String> arguments)
      throws LaunchException {
    try {
      return program.applyAsInt(arguments);
    } catch (RuntimeException | LinkageError e) {
      throw new LaunchException("the main program failed: " + LaunchException.reasons(e));
    }
  }
}
