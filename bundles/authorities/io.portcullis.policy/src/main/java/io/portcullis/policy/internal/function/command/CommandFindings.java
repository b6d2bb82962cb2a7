// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The programs and properties of a command while it is read. Not thread-safe. */
final class CommandFindings {

  private final List<String> programs = new ArrayList<>();
  private boolean literal = true;
  private boolean namesKnown = true;

  /** Records that the command depends on the execution, or changes what other words mean. */
  void notLiteral() {
    literal = false;
  }

  /** Records the first word of a simple command. */
  void program(ShellWord word) {
    if (!word.literal() || word.isUsedByShell()) {
      namesKnown = false;
      return;
    }
    String name = word.text();
    programs.add(name);
    if (name.indexOf('/') >= 0) {
      programs.add(name.substring(name.lastIndexOf('/') + 1));
    }
  }

  /** Records another word of a simple command. */
  void argument(ShellWord word) {
    // Some shells end a group at a lone brace in any place.
    literal &= word.literal() && !word.isBrace();
  }

  boolean isLiteral() {
    return literal;
  }

  List<String> programs() {
    return List.copyOf(programs);
  }

  /** Returns the reason why the programs are not known; null if they are known. */
  @Nullable FunctionProblem problem() {
    if (!namesKnown) {
      return FunctionProblem.COMMAND_NAME;
    }
    return programs.isEmpty() ? FunctionProblem.COMMAND_NO_PROGRAM : null;
  }
}
