// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/** The command {@code status}, which records its arguments and returns the configured answer. */
final class RecordedCommands implements CommandDirectory {

  /**
   * One run.
   *
   * @param name of the command
   * @param arguments after the name
   * @param operator as the caller gave it
   * @param display who reads the output
   * @param bound whom the thread was bound to
   */
  record Run(
      String name,
      List<String> arguments,
      String operator,
      Display display,
      Optional<Operator> bound) {}

  /** A result with an exit code, as the shell gives it. */
  record Result(int getAsInt, String text) implements CharSequence, IntSupplier {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final CurrentOperator operators;
  final List<Run> runs = new ArrayList<>();
  volatile CharSequence result = "all is well";

  RecordedCommands(CurrentOperator operators) {
    this.operators = operators;
  }

  @Override
  public SortedSet<String> names() {
    return new TreeSet<>(Set.of("status"));
  }

  @Override
  public Optional<CharSequence> run(String name, Invocation invocation) {
    if (!name.equals("status")) {
      return Optional.empty();
    }
    runs.add(
        new Run(
            name,
            invocation.arguments(),
            invocation.operator(),
            invocation.display(),
            operators.current()));
    return Optional.of(result);
  }
}
