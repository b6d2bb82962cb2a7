// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.operations;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The commands with which an operator inspects and changes a running engine, by name. The caller
 * authenticates the operator and binds the thread to them with {@link OperatorContext}.
 * Thread-safe.
 */
@ProviderType
public interface OperatorCommands {

  /**
   * Returns whether a command has this name.
   *
   * @param name the name without a scope, such as {@code status}
   * @return true if {@link #run} would run a command
   * @throws NullPointerException if the name is null
   */
  boolean knows(String name);

  /**
   * Lists the names of all commands for a message.
   *
   * @return the names in alphabetical order, separated by commas
   */
  String names();

  /**
   * Runs a command to its end in the current thread. A failure is a result and no exception: an
   * unknown name, wrong arguments, and a command that fails or is interrupted give a result with a
   * message. The interrupt flag of an interrupted thread stays set.
   *
   * @param name the name without a scope
   * @param arguments the words after the name; they are taken literally
   * @param operator the authenticated user, possibly empty where the platform does not tell
   * @return what to print, without the last line end; its exit code is 0 unless it is also a {@link
   *     java.util.function.IntSupplier}, which gives the code: 1 for a failure, 2 for wrong
   *     arguments, other values as the command defines them
   * @throws NullPointerException if an argument is null
   */
  CharSequence run(String name, List<String> arguments, String operator);
}
