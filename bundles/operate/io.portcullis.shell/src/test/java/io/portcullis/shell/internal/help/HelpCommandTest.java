// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.help;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HelpCommandTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  private record Documented(String summary, String usage) implements OperatorCommand {
    @Override
    public CharSequence run(Invocation invocation) {
      throw new AssertionError("help ran a command");
    }
  }

  @BeforeEach
  void registerCommands() {
    register("portcullis", "status", "Shows the status.", 0);
    register("portcullis", "gone", "Was replaced.", 0);
    register("portcullis", "gone", "Replaces it.", 1);
    register("other", "hidden", "Is in another scope.", 0);
  }

  private void register(String scope, Object function, String summary, int ranking) {
    framework.register(
        OperatorCommand.class,
        new Documented(summary, "usage: " + summary),
        Map.of(
            OperatorCommand.SCOPE_PROPERTY,
            scope,
            OperatorCommand.FUNCTION_PROPERTY,
            function,
            "service.ranking",
            ranking));
  }

  private CommandResult help(String... arguments) {
    return new HelpCommand(new CurrentServices(framework.context()))
        .run(Fakes.invocation(arguments));
  }

  @Test
  void listsTheRegisteredCommandsOfAnyBundle() {
    assertThat(help().exitCode()).isZero();
    assertThat(help().text())
        .startsWith("gone    Replaces it.\nstatus  Shows the status.\n\n")
        .contains("help COMMAND")
        .doesNotContain("hidden", "Was replaced");
  }

  @Test
  void listsACommandUnderEachOfItsNames() {
    register("portcullis", new String[] {"one", "two"}, "Has two names.", 0);
    assertThat(help().text()).contains("one     Has two names.", "two     Has two names.");
  }

  @Test
  void listsNoCommandOfAStoppedBundle() {
    framework.unregister(OperatorCommand.class);
    assertThat(help().text()).doesNotContain("status");
    assertThat(help("status").exitCode()).isEqualTo(2);
  }

  @Test
  void showsTheUsageOfACommand() {
    assertThat(help("status")).isEqualTo(CommandResult.ok("usage: Shows the status."));
  }

  @Test
  void suggestsTheCommandThatAMistypedWordResembles() {
    assertThat(help("statsu"))
        .isEqualTo(
            CommandResult.usage(
                "unknown command statsu; did you mean status?\nusage: help [COMMAND]"));
    assertThat(help("frobnicate").text()).startsWith("unknown command frobnicate\n");
  }
}
