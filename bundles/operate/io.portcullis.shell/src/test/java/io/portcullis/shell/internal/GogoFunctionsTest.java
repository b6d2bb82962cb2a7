// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorContext;
import io.portcullis.shell.internal.approvals.ApprovalsCommand;
import io.portcullis.shell.internal.approvals.ApproveCommand;
import io.portcullis.shell.internal.approvals.DenyCommand;
import io.portcullis.shell.internal.bundles.BundleListCommand;
import io.portcullis.shell.internal.bundles.StartCommand;
import io.portcullis.shell.internal.bundles.StopCommand;
import io.portcullis.shell.internal.bundles.UpdateCommand;
import io.portcullis.shell.internal.calls.CheckCommand;
import io.portcullis.shell.internal.calls.RecentCallLog;
import io.portcullis.shell.internal.calls.RecentCommand;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import io.portcullis.shell.internal.engine.ModeCommand;
import io.portcullis.shell.internal.engine.PolicyCommand;
import io.portcullis.shell.internal.engine.StatusCommand;
import io.portcullis.shell.internal.help.HelpCommand;
import io.portcullis.shell.internal.history.CountersCommand;
import io.portcullis.shell.internal.history.LabelsCommand;
import io.portcullis.shell.internal.orders.OperationsCommand;
import io.portcullis.shell.internal.orders.PauseCommand;
import io.portcullis.shell.internal.orders.ReinstateCommand;
import io.portcullis.shell.internal.orders.ResumeCommand;
import io.portcullis.shell.internal.orders.TerminateCommand;
import io.portcullis.support.commandline.CommandDescription;
import io.portcullis.support.commandline.OperatorCommandTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands as Gogo calls them: by the method that has the name of the command. */
class GogoFunctionsTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private final ActingOperators operators = new ActingOperators();
  private final AtomicReference<ToolCall> asked = new AtomicReference<>();
  private final AtomicReference<Optional<Operator>> by = new AtomicReference<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ThreadIOImpl threadIo = new ThreadIOImpl();
  private CommandProcessorImpl gogo;

  @BeforeEach
  void startGogo() {
    framework.register(OperatorContext.class, operators, Map.of());
    framework.register(
        ToolGate.class,
        Fakes.gate(
            call -> {
              asked.set(call);
              by.set(operators.current());
              return CompletableFuture.completedFuture(
                  new ToolGate.Decision(call, Verdict.Deny.fault("captured")));
            }),
        Map.of());
    threadIo.start();
    gogo = new CommandProcessorImpl(threadIo);
    commands(new CurrentServices(framework.context()))
        .forEach((name, command) -> gogo.addCommand("portcullis", command, name));
  }

  private static Map<String, OperatorCommand> commands(CurrentServices services) {
    return Map.ofEntries(
        Map.entry("approvals", new ApprovalsCommand(services)),
        Map.entry("approve", new ApproveCommand(services)),
        Map.entry("bundles", new BundleListCommand(services)),
        Map.entry("check", new CheckCommand(services)),
        Map.entry("counters", new CountersCommand(services)),
        Map.entry("deny", new DenyCommand(services)),
        Map.entry("help", new HelpCommand(services)),
        Map.entry("labels", new LabelsCommand(services)),
        Map.entry("mode", new ModeCommand(services)),
        Map.entry("operations", new OperationsCommand(services)),
        Map.entry("pause", new PauseCommand(services)),
        Map.entry("policy", new PolicyCommand(services)),
        Map.entry("recent", new RecentCommand(services, new RecentCallLog())),
        Map.entry("reinstate", new ReinstateCommand(services)),
        Map.entry("resume", new ResumeCommand(services)),
        Map.entry("start", new StartCommand(services)),
        Map.entry("status", new StatusCommand(services)),
        Map.entry("stop", new StopCommand(services)),
        Map.entry("terminate", new TerminateCommand(services)),
        Map.entry("update", new UpdateCommand(services)));
  }

  @AfterEach
  void stopGogo() {
    gogo.stop();
    threadIo.stop();
  }

  private String execute(String line) throws Exception {
    try (CommandSession session =
        gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
      return session.format(session.execute(line), 0).toString();
    }
  }

  @Test
  void everyCommandOfTheTableIsAFunctionThatShowsItsHelp() throws Exception {
    assertThat(commands(new CurrentServices(framework.context())).keySet())
        .containsExactlyInAnyOrderElementsOf(
            OperatorCommandTable.all().stream().map(CommandDescription::name).toList());
    for (CommandDescription each : OperatorCommandTable.all()) {
      assertThat(execute("portcullis:" + each.name() + " --help")).isEqualTo(each.help());
    }
  }

  @Test
  void commandsGiveText() throws Exception {
    assertThat(execute("portcullis:status")).contains("deciding");
    assertThat(execute("portcullis:status --json")).startsWith("{\"mode\"");
    assertThat(execute("portcullis:check")).contains("--tool is missing", "usage:");
  }

  @Test
  void quotedJsonArrives() throws Exception {
    execute("portcullis:check --tool x --args '{\"a\": \"b c\"}'");
    assertThat(asked.get().arguments()).isEqualTo("{\"a\": \"b c\"}");
  }

  @Test
  void commandsRunAsTheUserOfTheProcess() throws Exception {
    execute("portcullis:check --tool x");
    assertThat(by.get()).contains(new Operator(System.getProperty("user.name", ""), "Gogo shell"));
  }

  @Test
  void commandsRunAsTheOperatorOfTheControlSocketIfItRunsGogo() throws Exception {
    Operator alice = new Operator("alice", "control socket");
    AtomicReference<CharSequence> result = new AtomicReference<>();
    Operator around = operators.enter(alice);
    result.set(new CheckCommand(new CurrentServices(framework.context())).check("--tool", "x"));
    assertThat(operators.current()).contains(alice);
    operators.leave(around);
    assertThat(result.get().toString()).contains("captured");
    assertThat(by.get()).contains(alice);
  }

  @Test
  void noCommandRunsWithoutAnOperatorContext() throws Exception {
    framework.unregister(OperatorContext.class);
    assertThat(execute("portcullis:check --tool x")).startsWith("no command was run: ");
    assertThat(asked.get()).isNull();
  }
}
