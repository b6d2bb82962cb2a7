// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.Verdict;
import io.portcullis.api.operations.CurrentOperator.Operator;
import io.portcullis.shell.internal.calls.RecentCallLog;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortcullisCommandsTest {
  private static final String JSON =
      "{\"a\":\"it's $HOME ${x} $(felix:exit) `x`; a | b && *\",\"b\":[1,2]}";

  @RegisterExtension final RunningFramework framework = new RunningFramework();
  private final ActingOperators operators = new ActingOperators();
  private final AtomicReference<ToolCall> asked = new AtomicReference<>();
  private final AtomicReference<Optional<Operator>> by = new AtomicReference<>();
  private PortcullisCommands commands;

  @BeforeEach
  void captureCalls() {
    commands = new PortcullisCommands(framework.context(), new RecentCallLog(), operators);
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
  }

  @Nested
  class ForTheControlSocket {
    private int code(String name, String... arguments) {
      CharSequence result = commands.run(name, List.of(arguments), "op");
      return ((IntSupplier) result).getAsInt();
    }

    @Test
    void namesAllCommandsInOrder() {
      assertThat(commands.names())
          .isEqualTo(
              "approvals, approve, bundles, check, deny, mode, operations, pause, policy, recent,"
                  + " reinstate, resume, start, status, stop, terminate, update");
      assertThat(commands.names().split(", ")).allMatch(commands::knows);
      assertThat(commands.knows("portcullis:status")).isFalse();
    }

    @Test
    void givesExitCodes() {
      assertThat(code("status")).isZero();
      assertThat(code("check", "--tool", "x")).isEqualTo(3);
      assertThat(code("mode", "bogus")).isEqualTo(2);
      assertThat(code("frobnicate")).isEqualTo(2);
    }

    @Test
    void takesArgumentsLiterally() {
      code("check", "--tool", "x " + JSON, "--args", JSON, "--source", "");
      assertThat(asked.get().tool()).isEqualTo("x " + JSON);
      assertThat(asked.get().arguments()).isEqualTo(JSON);
      assertThat(asked.get().source()).isEmpty();
    }

    @Test
    void leavesTheThreadBoundAsTheCallerBoundIt() {
      Operator alice = new Operator("alice", "control socket");
      Operator around = operators.enter(alice);
      code("check", "--tool", "x");
      assertThat(by.get()).contains(alice);
      operators.leave(around);
      assertThat(operators.current()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // nulls are what is tested
    void refusesNulls() {
      assertThatThrownBy(() -> commands.knows(null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> commands.run(null, List.of(), "op"))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> commands.run("status", null, "op"))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> commands.run("status", List.of(), null))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Nested
  class InTheGogoShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private CommandProcessorImpl gogo;

    @BeforeEach
    void startGogo() {
      threadIo.start();
      gogo = new CommandProcessorImpl(threadIo);
      for (String name : List.of("status", "check")) {
        gogo.addCommand("portcullis", commands, name);
      }
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
      assertThat(by.get())
          .contains(new Operator(System.getProperty("user.name", ""), "Gogo shell"));
    }
  }
}
