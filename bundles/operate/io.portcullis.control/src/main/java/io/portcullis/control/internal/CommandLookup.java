// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommands;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.control.internal.protocol.SocketExitCode;
import io.portcullis.control.internal.server.CommandRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command that a request names: first among the commands of Portcullis, which need no
 * Gogo, then among those of Gogo. Without an {@link OperatorContext} no command runs, because the
 * journal would name no operator. Without the commands of Portcullis none runs either: Gogo may
 * still have them and would run them as the user of this process.
 */
final class CommandLookup implements CommandRunner {
  private static final String SCOPE = "portcullis:";
  static final String NO_SHELL = "the shell is missing; start the bundle io.portcullis.shell";
  private static final Pattern SCOPED = Pattern.compile("[A-Za-z][\\w.-]*:[A-Za-z_][\\w-]*");

  private final Supplier<@Nullable OperatorCommands> own;
  private final Supplier<@Nullable OperatorContext> contexts;
  private final Supplier<@Nullable FallbackCommands> others;

  CommandLookup(
      Supplier<@Nullable OperatorCommands> own,
      Supplier<@Nullable OperatorContext> contexts,
      Supplier<@Nullable FallbackCommands> others) {
    this.own = own;
    this.contexts = contexts;
    this.others = others;
  }

  @Override
  public int run(List<String> words, String operator, OutputStream out, OutputStream err)
      throws IOException, InterruptedException {
    OperatorCommands known = own.get();
    OperatorContext context = contexts.get();
    if (known == null || context == null) {
      println(err, "no command was run: " + NO_SHELL);
      return SocketExitCode.FAILED;
    }
    ActingOperator acting = new ActingOperator(context, new Operator(operator, "control socket"));
    Operator around = acting.enter();
    try {
      return runAs(acting, known, words, out, err);
    } finally {
      acting.leave(around);
    }
  }

  private int runAs(
      ActingOperator acting,
      OperatorCommands known,
      List<String> words,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    String word = words.get(0);
    List<String> arguments = words.subList(1, words.size());
    String ownName = word.startsWith(SCOPE) ? word.substring(SCOPE.length()) : word;
    if (known.knows(ownName)) {
      return print(known.run(ownName, arguments, acting.operator().name()), out, err);
    }
    FallbackCommands gogo = others.get();
    String scopedName = word.contains(":") ? word : SCOPE + word;
    int code = FallbackCommands.UNKNOWN;
    if (gogo != null && SCOPED.matcher(scopedName).matches()) {
      code = runGogo(gogo, scopedName, arguments, acting, out, err);
    }
    if (code == FallbackCommands.UNKNOWN) {
      String any = gogo == null ? "; Gogo is missing" : ", and scope:function for Gogo's";
      println(err, "unknown command; known are " + known.names() + any);
    }
    return code;
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
      FallbackCommands gogo,
      String scopedName,
      List<String> arguments,
      ActingOperator acting,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    try {
      return gogo.run(scopedName, arguments, acting, out, err);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) { // a Gogo command may throw anything
      println(err, String.valueOf(e).replaceAll("\\s+", " "));
      return SocketExitCode.FAILED;
    }
  }

  private static void println(OutputStream stream, String text) throws IOException {
    stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
