// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One command with which an operator inspects or changes a running engine. Each command is a
 * service of its own. The service properties {@value #SCOPE_PROPERTY} and {@value
 * #FUNCTION_PROPERTY} hold {@value #SCOPE} and the name of the command; they also make it a command
 * of Gogo. A command exists only while its service is registered. Thread-safe.
 */
@ConsumerType
public interface OperatorCommand {

  /** The service property with the scope. */
  String SCOPE_PROPERTY = "osgi.command.scope";

  /** The service property with the name. */
  String FUNCTION_PROPERTY = "osgi.command.function";

  /** The scope of these commands. */
  String SCOPE = "portcullis";

  /**
   * Says in one sentence what the command does, for a list of commands.
   *
   * @return one line
   */
  String summary();

  /**
   * Returns the help: the synopsis, arguments, options and exit codes. The caller prints it instead
   * of running the command when {@code --help} is the only argument.
   *
   * @return one or more lines, without the last line end
   */
  String usage();

  /**
   * Runs the command to its end in the current thread. The caller has authenticated the operator
   * and bound the thread to them with {@link OperatorContext}. A failure is a result and no
   * exception. The interrupt flag of an interrupted thread stays set.
   *
   * @param invocation the arguments, and who runs the command
   * @return what to print, without the last line end; its exit code is 0 unless it is also a {@link
   *     java.util.function.IntSupplier}, which gives the code: 1 for a failure, 2 for wrong
   *     arguments, other values as the command defines them
   * @throws NullPointerException if the invocation is null
   */
  CharSequence run(Invocation invocation);

  /**
   * One run of a command.
   *
   * @param arguments the words after the name; they are taken literally
   * @param operator the authenticated user, possibly empty where the platform does not tell
   * @param display who reads the output
   */
  record Invocation(List<String> arguments, String operator, Display display) {
    /**
     * Copies the arguments.
     *
     * @throws NullPointerException if an argument is null
     */
    public Invocation {
      arguments = List.copyOf(arguments);
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(display, "display");
    }
  }

  /** Who reads the output of a command. */
  enum Display {
    /** A program, or a file: the output is the same at any time of day. */
    PLAIN,
    /** A person at a terminal without colours: times may be followed by how long ago they were. */
    TERMINAL,
    /** A person at a terminal with colours: escape sequences may set them. */
    COLOUR_TERMINAL
  }
}
