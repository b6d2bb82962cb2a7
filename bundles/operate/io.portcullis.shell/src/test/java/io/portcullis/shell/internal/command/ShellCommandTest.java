// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.portcullis.api.operations.OperatorCommand.Invocation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShellCommandTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  private interface Body {
    CommandResult execute(ShellRequest request) throws CommandUsageException, InterruptedException;
  }

  private CommandResult run(Body body, String... arguments) {
    ShellCommand command =
        new ShellCommand("recent", new CurrentServices(framework.context())) {
          @Override
          protected CommandResult execute(ShellRequest request)
              throws CommandUsageException, InterruptedException {
            return body.execute(request);
          }
        };
    return command.run(Fakes.invocation(arguments));
  }

  @Test
  void showsTheUsageWhenArgumentsAreInvalid() {
    CommandResult result =
        run(
            request -> {
              throw new CommandUsageException("no " + request.words().get(0));
            },
            "a");
    assertThat(result).isEqualTo(CommandResult.usage("no a\nusage: recent [N] [--json]"));
  }

  @Test
  void suggestsTheOptionThatAMistypedOneResembles() {
    CommandResult result = run(request -> CommandResult.ok(""), "--jsn");
    assertThat(result.text()).startsWith("unknown option --jsn; did you mean --json?\nusage: ");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void turnsAnExceptionIntoOneLine() {
    CommandResult result =
        run(
            request -> {
              throw new IllegalStateException("two\nlines");
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text())
        .isEqualTo("recent failed: java.lang.IllegalStateException: two\\u000alines");
  }

  @Test
  void turnsAServiceOfARefreshedBundleIntoOneLine() {
    CommandResult result =
        run(
            request -> {
              throw new NoClassDefFoundError("com/example/Gone");
            });
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.text()).contains("com/example/Gone");
  }

  @Test
  void restoresTheInterruptFlag() {
    CommandResult result =
        run(
            request -> {
              throw new InterruptedException();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isEqualTo(CommandResult.failed("interrupted"));
  }

  @Test
  void passesOperatorAndLiteralArguments() {
    List<String> words = List.of("it's $HOME ${x} $(felix:exit)");
    run(
        request -> {
          assertThat(request.words()).isEqualTo(words);
          assertThat(request.operator()).isEqualTo("operator");
          return CommandResult.ok("");
        },
        words.toArray(String[]::new));
  }

  @Test
  void printsAsTextWhereExitCodesAreUnknown() {
    CommandResult result = new CommandResult(3, "text");
    assertThat((CharSequence) result).hasToString("text").hasSize(4);
    assertThat(result.charAt(1)).isEqualTo('e');
    assertThat(result.subSequence(1, 3)).isEqualTo("ex");
    assertThat(result.getAsInt()).isEqualTo(3);
  }

  @Test
  @SuppressWarnings("NullAway") // nulls are what is tested
  void refusesNulls() {
    assertThat(catchThrowable(() -> Fakes.by(null))).isInstanceOf(NullPointerException.class);
    assertThat(catchThrowable(() -> new Invocation(List.of(), "operator", null)))
        .isInstanceOf(NullPointerException.class);
  }
}
