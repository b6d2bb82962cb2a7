// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.OperatorCommand.Invocation;
import java.util.Optional;
import java.util.SortedSet;

/** The commands of the scope {@code portcullis} at this moment. Thread-safe. */
interface CommandDirectory {

  /** Returns the names of all commands. */
  SortedSet<String> names();

  /** Runs a command and returns its result; empty if no command has this name. */
  Optional<CharSequence> run(String name, Invocation invocation);
}
