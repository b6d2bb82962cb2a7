// SPDX-License-Identifier: Apache-2.0

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in turns in one JVM; {@code .ci/repeat} starts it. Arguments: the number of runs, then class names. */
final class Repeat implements TestExecutionListener {
  private final List<String> failures = new ArrayList<>();
  private long tests;

  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    List<String> classes = Arrays.asList(args).subList(1, args.length);
    Launcher launcher = LauncherFactory.create();
    int passed = 0;
    int failed = 0;
    for (int run = 1; run <= runs; run++) {
      for (String name : classes) {
        if (passes(launcher, name, run)) {
          passed++;
        } else {
          failed++;
        }
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static boolean passes(Launcher launcher, String name, int run) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(name)).build();
    Repeat listener = new Repeat();
    launcher.execute(request, listener);
    if (listener.tests == 0 && listener.failures.isEmpty()) {
      listener.failures.add("no test ran");
    }
    listener.failures.forEach(failure -> System.out.println("run " + run + ": " + name + ": " + failure));
    System.out.flush();
    return listener.failures.isEmpty();
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      tests++;
    }
    if (result.getStatus() == Status.FAILED) {
      failures.add(test.getDisplayName() + result.getThrowable().map(Repeat::trace).orElse(""));
    }
  }

  private static String trace(Throwable thrown) {
    return Stream.of(thrown.getStackTrace())
        .limit(25)
        .map(frame -> "\n    at " + frame)
        .reduce("\n  " + thrown, String::concat);
  }
}
