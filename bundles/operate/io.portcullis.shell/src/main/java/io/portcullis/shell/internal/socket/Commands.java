// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import io.portcullis.api.CurrentOperator.Operator;
import io.portcullis.shell.internal.ActingOperators;
import io.portcullis.shell.internal.PortcullisCommands;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command that a request names: first among those of this bundle, which need no Gogo,
 * then among Gogo's.
 */
final class Commands implements CommandRunner {
  private static final String SCOPE = "portcullis:";
  private static final Pattern SCOPED = Pattern.compile("[A-Za-z][\\w.-]*:[A-Za-z_][\\w-]*");

  private final PortcullisCommands own;
  private final Supplier<@Nullable OtherCommands> others;
  private final ActingOperators operators;

  Commands(
      PortcullisCommands own, Supplier<@Nullable OtherCommands> others, ActingOperators operators) {
    this.own = own;
    this.others = others;
    this.operators = operators;
  }

  @Override
  public int run(List<String> words, String operator, OutputStream out, OutputStream err)
      throws IOException, InterruptedException {
    Operator around = operators.enter(new Operator(operator, "control socket"));
    try {
      return runAs(operator, words, out, err);
    } finally {
      operators.leave(around);
    }
  }

  private int runAs(String operator, List<String> words, OutputStream out, OutputStream err)
      throws IOException, InterruptedException {
    String word = words.get(0);
    List<String> arguments = words.subList(1, words.size());
    String ownName = word.startsWith(SCOPE) ? word.substring(SCOPE.length()) : word;
    if (own.knows(ownName)) {
      return print(own.run(ownName, arguments, operator), out, err);
    }
    return runOther(word.contains(":") ? word : SCOPE + word, arguments, out, err);
  }

  // Failures and usage errors go to the error stream, so that output can be parsed.
  private static int print(CharSequence result, OutputStream out, OutputStream err)
      throws IOException {
    int code = result instanceof IntSupplier supplier ? supplier.getAsInt() : 0;
    boolean error = code == Exit.FAILED || code == Exit.USAGE;
    println(error ? err : out, result.toString());
    return code;
  }

  private int runOther(
      String scopedName, List<String> arguments, OutputStream out, OutputStream err)
      throws IOException, InterruptedException {
    OtherCommands gogo = others.get();
    int code = OtherCommands.UNKNOWN;
    if (gogo != null && SCOPED.matcher(scopedName).matches()) {
      code = runGogo(gogo, scopedName, arguments, out, err);
    }
    if (code == OtherCommands.UNKNOWN) {
      String any = gogo == null ? "; Gogo is not there" : ", and scope:function for Gogo's";
      println(err, "unknown command; known are " + own.names() + any);
    }
    return code;
  }

  private static int runGogo(
      OtherCommands gogo,
      String scopedName,
      List<String> arguments,
      OutputStream out,
      OutputStream err)
      throws IOException, InterruptedException {
    try {
      return gogo.run(scopedName, arguments, out, err);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) { // a Gogo command may throw anything
      println(err, String.valueOf(e).replaceAll("\\s+", " "));
      return Exit.FAILED;
    }
  }

  private static void println(OutputStream stream, String text) throws IOException {
    stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
