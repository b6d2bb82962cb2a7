// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.CurrentOperator.Operator;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs any Gogo command. The arguments never pass through Gogo's parser: the session holds them as
 * a list, and the command line only names that list.
 */
@Component
public final class GogoCommands implements ScopedCommands {
  private static final String COMMAND = "acting:command";
  private static final String LINE = COMMAND + " $args";

  private final CommandProcessor processor;

  /** Uses Gogo while it is present. */
  @Activate
  public GogoCommands(@Reference CommandProcessor processor) {
    this.processor = processor;
  }

  @Override
  public int run(
      String scopedName,
      List<String> arguments,
      ActingOperator acting,
      OutputStream out,
      OutputStream err)
      throws Exception {
    PrintStream output = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (CommandSession session =
        processor.createSession(new ByteArrayInputStream(new byte[0]), output, errors)) {
      if (!(session.get(scopedName) instanceof Function command)) {
        return UNKNOWN;
      }
      session.put(COMMAND, bind(command, acting));
      session.put("args", arguments);
      return execute(session, output);
    } finally {
      output.flush();
      errors.flush();
    }
  }

  private static int execute(CommandSession session, PrintStream output) throws Exception {
    Object result = session.execute(LINE);
    if (result != null) {
      output.println(session.format(result, Converter.INSPECT));
    }
    return result instanceof IntSupplier code ? code.getAsInt() : 0;
  }

  /** Binds the operator to the thread of Gogo that runs the command. */
  private static Function bind(Function command, ActingOperator acting) {
    return (session, arguments) -> {
      Operator around = acting.enter();
      try {
        return command.execute(session, arguments);
      } finally {
        acting.leave(around);
      }
    };
  }
}
