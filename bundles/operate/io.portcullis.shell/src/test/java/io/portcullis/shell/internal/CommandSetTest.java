// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.Command;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandSetTest {

  private interface Body {
    CommandResult run(List<String> arguments) throws CommandUsageException, InterruptedException;
  }

  private static CommandResult run(Body body) {
    Command command =
        new AnonymousCommand() {
          @Override
          public String usage() {
            return "it [--x]";
          }

          @Override
          public CommandResult run(List<String> arguments)
              throws CommandUsageException, InterruptedException {
            return body.run(arguments);
          }
        };
    return new CommandSet(Map.of("it", command)).run("it", List.of("a"), "op");
  }

  @Test
  void showsTheUsageWhenArgumentsAreInvalid() {
    CommandResult result =
        run(
            arguments -> {
              throw new CommandUsageException("no " + arguments.get(0));
            });
    assertThat(result).isEqualTo(CommandResult.usage("no a\nusage: it [--x]"));
  }

  @Test
  void turnsAnExceptionIntoOneLine() {
    CommandResult result =
        run(
            arguments -> {
              throw new IllegalStateException("two\nlines");
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text())
        .isEqualTo("it failed: java.lang.IllegalStateException: two\\u000alines");
  }

  @Test
  void turnsAServiceOfARefreshedBundleIntoOneLine() {
    CommandResult result =
        run(
            arguments -> {
              throw new NoClassDefFoundError("com/example/Gone");
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text()).contains("com/example/Gone");
  }

  @Test
  void restoresTheInterruptFlag() {
    CommandResult result =
        run(
            arguments -> {
              throw new InterruptedException();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isEqualTo(CommandResult.failed("interrupted"));
  }

  @Test
  void printsAsTextWhereExitCodesAreUnknown() {
    CommandResult result = new CommandResult(3, "text");
    assertThat((CharSequence) result).hasToString("text").hasSize(4);
    assertThat(result.charAt(1)).isEqualTo('e');
    assertThat(result.subSequence(1, 3)).isEqualTo("ex");
    assertThat(result.getAsInt()).isEqualTo(3);
  }
}
