// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.control.internal.protocol.SocketExitCode;
import io.portcullis.control.internal.server.CommandRunner;
import io.portcullis.support.text.Spelling;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command that a request names: first among the {@link OperatorCommand} services, which
 * need no Gogo, then among the commands of Gogo. Without an {@link OperatorContext} no command
 * runs, because the journal would name no operator. Without the commands of Portcullis none runs
 * either: the shell is starting or stopping then.
 */
final class CommandLookup implements CommandRunner {
  static final String NO_SHELL = "the shell is missing; start the bundle io.portcullis.shell";
  private static final Pattern SCOPED = Pattern.compile("[A-Za-z][\\w.-]*:[A-Za-z_][\\w-]*");

  private final CommandDirectory own;
  private final Supplier<@Nullable OperatorContext> contexts;
  private final Supplier<@Nullable ScopedCommands> gogo;

  CommandLookup(
      CommandDirectory own,
      Supplier<@Nullable OperatorContext> contexts,
      Supplier<@Nullable ScopedCommands> gogo) {
    this.own = own;
    this.contexts = contexts;
    this.gogo = gogo;
  }

  @Override
  public int run(List<String> words, String operator, OutputStream out, OutputStream err)
      throws IOException, InterruptedException {
    OperatorContext context = contexts.get();
    SortedSet<String> known = own.names();
    if (known.isEmpty() || context == null) {
      println(err, "no command was run: " + NO_SHELL);
      return SocketExitCode.FAILED;
    }
    ActingOperator acting = new ActingOperator(context, new Operator(operator, "control socket"));
    Operator around = acting.enter();
    try {
      return runAs(acting, known, RequestedCommand.of(words), out, err);
    } finally {
      acting.leave(around);
    }
  }

  private int runAs(
      ActingOperator acting,
      SortedSet<String> known,
      RequestedCommand command,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    Invocation invocation =
        new Invocation(command.arguments(), acting.operator().name(), command.display());
    try {
      Optional<CharSequence> result = own.run(command.ownName(), invocation);
      if (result.isPresent()) {
        return print(result.get(), out, err);
      }
    } catch (RuntimeException | LinkageError e) { // of a command in any bundle
      return failed(e, err);
    }
    return runScoped(acting, known, command, out, err);
  }

  private int runScoped(
      ActingOperator acting,
      SortedSet<String> known,
      RequestedCommand command,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    ScopedCommands scoped = gogo.get();
    int code = ScopedCommands.UNKNOWN;
    if (scoped != null && SCOPED.matcher(command.scopedName()).matches()) {
      code = runGogo(scoped, command, acting, out, err);
    }
    if (code == ScopedCommands.UNKNOWN) {
      String any = scoped == null ? "; Gogo is missing" : ", and scope:function for Gogo's";
      println(err, "unknown command" + Spelling.hint(command.ownName(), known));
      println(err, "known are " + String.join(", ", known) + any);
    }
    return code;
  }

  private static int failed(Throwable thrown, OutputStream err) throws IOException {
    println(err, String.valueOf(thrown).replaceAll("\\s+", " "));
    return SocketExitCode.FAILED;
  }

  // Failures and usage errors go to the error stream, so that output can be parsed.
  private static int print(CharSequence result, OutputStream out, OutputStream err)
      throws IOException {
    int code = result instanceof IntSupplier supplier ? supplier.getAsInt() : 0;
    boolean error = code == SocketExitCode.FAILED || code == SocketExitCode.USAGE;
    println(error ? err : out, result.toString());
    return code;
  }

  private static int runGogo(
      ScopedCommands gogo,
      RequestedCommand command,
      ActingOperator acting,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    try {
      return gogo.run(command.scopedName(), command.arguments(), acting, out, err);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) { // a Gogo command may throw anything
      return failed(e, err);
    }
  }

  private static void println(OutputStream stream, String text) throws IOException {
    stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
