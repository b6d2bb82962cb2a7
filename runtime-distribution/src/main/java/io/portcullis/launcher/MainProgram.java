// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The program that a bundle offers as a service: a {@link Callable} with the property {@code
 * main.thread=true} that returns the exit code of the process.
 */
final class MainProgram {
  private static final String FILTER =
      "(&(objectClass=java.util.concurrent.Callable)(main.thread=true))";
  private static final long PATIENCE_MILLIS = 10_000;

  private final BundleContext context;

  MainProgram(BundleContext context) {
    this.context = context;
  }

  int call() throws LaunchException, InterruptedException {
    ServiceTracker<?, Callable<?>> tracker = tracker();
    tracker.open();
    try {
      Callable<?> program = tracker.waitForService(PATIENCE_MILLIS);
      if (program == null) {
        throw new LaunchException("no bundle offers a main program: " + FILTER);
      }
      return call(program);
    } finally {
      tracker.close();
    }
  }

  private ServiceTracker<?, Callable<?>> tracker() throws LaunchException {
    try {
      return new ServiceTracker<>(context, context.createFilter(FILTER), null);
    } catch (InvalidSyntaxException e) {
      throw new LaunchException(LaunchException.reasons(e));
    }
  }

  // A program may fail with anything; whatever it is, it is the end of this process.
  private static int call(Callable<?> program) throws LaunchException {
    Object result;
    try {
      result = program.call();
    } catch (Exception e) {
      throw new LaunchException("the main program failed: " + LaunchException.reasons(e));
    }
    if (result instanceof Integer exitCode) {
      return exitCode;
    }
    throw new LaunchException("the main program returned no exit code but: " + result);
  }
}
