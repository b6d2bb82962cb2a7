// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.io.PrintStream;

/** Compares the outcome of each step with the required one, and prints a line for each. */
final class StepReport {
  private static final String NOT_RUN = "not run: ";

  private final PrintStream out;
  private final Workspace workspace;
  private int runsBefore;
  private int passed;
  private int failed;

  StepReport(PrintStream out, Workspace workspace) {
    this.out = out;
    this.workspace = workspace;
  }

  void headline(String text) {
    out.printf("%n%s%n", text);
  }

  void begins() {
    runsBefore = workspace.runs();
  }

  void ended(Step step, String told) {
    int runs = workspace.runs() - runsBefore;
    boolean denied = told.contains(NOT_RUN);
    boolean ok =
        runs == (step.runs() ? 1 : 0) && denied != step.runs() && step.proof().getAsBoolean();
    count(ok);
    String verdict = denied ? "denied" : redacted(step, runs) ? "redacted" : "allowed";
    String ran = runs == 0 ? "not run" : runs == 1 ? "ran" : "ran " + runs + "x";
    out.printf(
        "  %-4s  %-21s  %-8s  %-7s  %s%n",
        ok ? "PASS" : "FAIL",
        step.tool() + " " + step.subject(),
        verdict,
        ran,
        detail(verdict, told));
  }

  private void count(boolean ok) {
    if (ok) {
      passed++;
    } else {
      failed++;
    }
  }

  /** Verifies the journal of it all, as one more step. */
  void journal(EngineOperations engine) {
    headline("The journal of all this");
    boolean ok = true;
    String found;
    try {
      found = engine.verifyJournal();
    } catch (IllegalStateException e) {
      ok = false;
      found = e.getMessage();
    }
    if (ok) {
      passed++;
    } else {
      failed++;
    }
    out.printf("  %-4s  %-21s  %s%n", ok ? "PASS" : "FAIL", "journal verify", found);
  }

  /** Prints the sum; answers the exit code. */
  int sum(int expected) {
    boolean ok = failed == 0 && passed == expected;
    out.printf("%n%s: %d of %d steps as they must be%n", ok ? "PASS" : "FAIL", passed, expected);
    return ok ? 0 : 1;
  }

  private boolean redacted(Step step, int runs) {
    return runs > 0 && !step.arguments().contains(workspace.seen());
  }

  private String detail(String verdict, String told) {
    return switch (verdict) {
      case "denied" ->
          "agent reads: " + told.replaceFirst(".*?" + NOT_RUN, "").replaceFirst("\\. .*", "");
      case "redacted" -> "tool sees: " + workspace.seen();
      default -> "agent reads: " + told.strip();
    };
  }
}
