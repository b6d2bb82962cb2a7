// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.library;

import io.portcullis.policy.internal.cel.CallFrame;
import io.portcullis.policy.internal.cel.ExpressionFault;
import io.portcullis.policy.internal.function.command.PosixCommand;

/** {@code command} and its members. */
public final class CommandFunctions {

  private CommandFunctions() {}

  /** Reads a command for a shell. */
  public static Object command(CallFrame frame, Object value) throws ExpressionFault {
    // A character takes longer to read than one of a path.
    frame.charge(100 + 8L * LibraryFunction.of(String.class, value).length());
    return LibraryFunction.text(frame, value, PosixCommand::of);
  }

  /** Returns the programs that the command runs. */
  public static Object programs(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.refusing(
        LibraryFunction.of(PosixCommand.class, value), PosixCommand::programs);
  }

  /** Returns whether nothing in the command depends on its execution. */
  public static Object isLiteral(CallFrame frame, Object value) throws ExpressionFault {
    return LibraryFunction.of(PosixCommand.class, value).isLiteral();
  }
}
