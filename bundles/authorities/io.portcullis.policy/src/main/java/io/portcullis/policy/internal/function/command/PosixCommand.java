// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.function.command;

import io.portcullis.policy.internal.function.FunctionException;
import io.portcullis.policy.internal.function.FunctionProblem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command for a POSIX shell, read but never run. Where bash, dash and zsh differ, the reader
 * reports the programs of all of them. Immutable, thread-safe.
 */
public final class PosixCommand {

  private static final int MAX_LENGTH = 65_536;

  /** Problems that leave the programs unknown without making the text an error. */
  private static final Set<FunctionProblem> UNKNOWN =
      Set.of(FunctionProblem.COMMAND_OPEN_QUOTE, FunctionProblem.COMMAND_UNSUPPORTED);

  private final List<String> programs;
  private final boolean literal;
  private final @Nullable FunctionProblem problem;

  private PosixCommand(List<String> programs, boolean literal, @Nullable FunctionProblem problem) {
    this.programs = programs;
    this.literal = literal;
    this.problem = problem;
  }

  /**
   * Reads a command.
   *
   * @throws FunctionException if the command is empty, very long or deeply nested, contains a
   *     control character other than a tab or a line break, or is not valid for any shell
   */
  public static PosixCommand of(String command) throws FunctionException {
    checkCharacters(command);
    CommandFindings findings = new CommandFindings();
    try {
      new ShellParser(command, findings, 0).parseAll();
    } catch (FunctionException e) {
      if (UNKNOWN.contains(e.problem())) {
        return new PosixCommand(List.of(), false, e.problem());
      }
      throw e;
    }
    FunctionProblem problem = findings.problem();
    return new PosixCommand(findings.programs(), findings.isLiteral() && problem == null, problem);
  }

  /**
   * Returns the programs of all simple commands, builtins of the shell included, in the order of
   * the text. A name with a slash is followed by its last element: {@code /bin/rm} adds {@code rm}.
   *
   * @throws FunctionException if the programs are not known: the name of one depends on the
   *     execution, a quote is open, or the command uses a construct that is not supported; or if
   *     the command runs no program at all
   */
  public List<String> programs() throws FunctionException {
    if (problem != null) {
      throw new FunctionException(problem);
    }
    return programs;
  }

  /**
   * Returns whether each word of the command is the text that its program gets: nothing in it
   * depends on the execution, and it has no assignment and no redirection.
   */
  public boolean isLiteral() {
    return literal;
  }

  private static void checkCharacters(String command) throws FunctionException {
    if (command.length() > MAX_LENGTH) {
      throw new FunctionException(FunctionProblem.COMMAND_TOO_LONG);
    }
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if ((c < ' ' || c >= 0x7f) && !isAllowed(command.codePointAt(i), paired(command, i))) {
        throw new FunctionException(FunctionProblem.COMMAND_CHARACTER);
      }
    }
  }

  /** Returns whether this is the second half of a pair. */
  private static boolean paired(String command, int at) {
    return at > 0 && Character.isSurrogatePair(command.charAt(at - 1), command.charAt(at));
  }

  private static boolean isAllowed(int c, boolean paired) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c == '\n' || c == '\t';
      case Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SURROGATE -> paired;
      default -> true;
    };
  }
}
