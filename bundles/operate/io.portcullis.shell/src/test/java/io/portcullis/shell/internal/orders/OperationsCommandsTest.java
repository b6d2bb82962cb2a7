// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsCommandsTest {
  @RegisterExtension final RunningFramework framework = new RunningFramework();

  /** An operator control that the test scripts; it records its orders. */
  private static final class Switch implements OperatorControl {
    final List<String> given = new ArrayList<>();
    List<Order> orders = List.of();
    Coverage coverage = new Coverage(1, 0);
    State answer;
    IOException failure;
    RuntimeException refusal;

    @Override
    public State give(OperationScope scope, Signal signal, String operator, String reason)
        throws IOException {
      given.add(scope + " " + signal + " " + operator + " " + reason);
      if (failure != null) {
        throw failure;
      }
      if (refusal != null) {
        throw refusal;
      }
      return answer;
    }

    @Override
    public Coverage coverage(OperationScope scope) {
      given.add("count " + scope);
      return coverage;
    }

    @Override
    public List<Order> orders() {
      return orders;
    }
  }

  private Switch registered() {
    Switch service = new Switch();
    framework.register(OperatorControl.class, service, Map.of());
    return service;
  }

  private CommandResult give(OperatorControl.Signal signal, String... arguments) throws Exception {
    return order(signal).parseAndExecute(Fakes.by("olga", arguments));
  }

  private OrderCommand order(OperatorControl.Signal signal) {
    CurrentServices services = new CurrentServices(framework.context());
    return switch (signal) {
      case PAUSE -> new PauseCommand(services);
      case RESUME -> new ResumeCommand(services);
      case TERMINATE -> new TerminateCommand(services);
      case REINSTATE -> new ReinstateCommand(services);
    };
  }

  private static OperatorControl.Order order(
      OperationScope scope, OperatorControl.State state, String reason) {
    return new OperatorControl.Order(
        scope, state, Instant.parse("2026-01-01T00:00:00Z"), "olga", reason);
  }

  @Nested
  class Orders {
    @ParameterizedTest
    @CsvSource({
      "PAUSE, PAUSED, --all, , '*', '* is paused'",
      "TERMINATE, TERMINATED, --agent, a, agent:a, agent:a is terminated",
      "TERMINATE, TERMINATED, --agent, *, '*', '* is terminated'",
      "PAUSE, PAUSED, --op, *, '*', '* is paused'",
      "RESUME, RUNNING, --op, t:s, op:t:s, op:t:s is running",
      "REINSTATE, RUNNING, --op, t:, op:t:, op:t: is running"
    })
    void goToTheSwitchInTheNameOfTheUser(
        OperatorControl.Signal signal,
        OperatorControl.State state,
        String option,
        String value,
        String scope,
        String text)
        throws Exception {
      Switch service = registered();
      service.answer = state;
      List<String> words = new ArrayList<>(List.of(option));
      if (value != null) {
        words.add(value);
      }
      words.addAll(List.of("--reason", "why not"));
      assertThat(give(signal, words.toArray(String[]::new)))
          .isEqualTo(CommandResult.ok(text + "; known agents: 1, waiting calls: 0"));
      assertThat(service.given)
          .containsExactly("count " + scope, scope + " " + signal + " olga why not");
    }

    @ParameterizedTest
    @CsvSource({
      "PAUSE, TERMINATED, and stays so until reinstate",
      "RESUME, TERMINATED, and stays so until reinstate",
      "REINSTATE, PAUSED, and stays so until resume"
    })
    void failWhenSomethingElseHolds(
        OperatorControl.Signal signal, OperatorControl.State state, String text) throws Exception {
      registered().answer = state;
      CommandResult result = give(signal, "--agent", "a");
      assertThat(result.exitCode()).isEqualTo(CommandResult.FAILED);
      assertThat(result.text()).startsWith("agent:a is ").contains(text);
    }

    @Test
    void sayWhenEverythingIsStillHeld() throws Exception {
      Switch service = registered();
      service.answer = OperatorControl.State.RUNNING;
      service.orders = List.of(order(OperationScope.ALL, OperatorControl.State.PAUSED, ""));
      assertThat(give(OperatorControl.Signal.RESUME, "--agent", "a"))
          .isEqualTo(
              CommandResult.ok(
                  "agent:a is running, but everything is paused; known agents: 1, waiting calls:"
                      + " 0"));
    }

    @ParameterizedTest
    @CsvSource({
      "--all, , 0, 0, '* is terminated; known agents: 0, waiting calls: 0'",
      "--all, , 7, 3, '* is terminated; known agents: 7, waiting calls: 3'",
      "--agent, botx, 0, 0, 'agent:botx is terminated; known agents: 0, waiting calls: 0; no call"
          + " of this agent was seen, check its id'",
      "--agent, bot, 1, 2, 'agent:bot is terminated; known agents: 1, waiting calls: 2'",
      "--op, t:s, 0, 0, 'op:t:s is terminated; known agents: 0, waiting calls: 0; no call of this"
          + " operation was seen, check its name'",
      "--op, t:s, 2, 1, 'op:t:s is terminated; known agents: 2, waiting calls: 1'"
    })
    void sayHowMuchTheyCover(String option, String name, int agents, int calls, String text)
        throws Exception {
      Switch service = registered();
      service.answer = OperatorControl.State.TERMINATED;
      service.coverage = new OperatorControl.Coverage(agents, calls);
      String[] words = name == null ? new String[] {option} : new String[] {option, name};
      assertThat(give(OperatorControl.Signal.TERMINATE, words)).isEqualTo(CommandResult.ok(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000", "bot\u200b", "\u2028", "\u202ea", "a\ud800"})
    void refuseANameThatCannotBeSeen(String name) {
      Switch service = registered();
      for (String option : List.of("--agent", "--op")) {
        assertThatThrownBy(() -> give(OperatorControl.Signal.TERMINATE, option, name + ":1"))
            .isInstanceOf(CommandUsageException.class)
            .hasMessageStartingWith("the name has characters that cannot be seen: ");
      }
      assertThat(service.given).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "PAUSE, agent:a is paused until a restart only: no space",
      "TERMINATE, agent:a is terminated until a restart only: no space",
      "RESUME, agent:a stays as it was: no space",
      "REINSTATE, agent:a stays as it was: no space"
    })
    void sayWhatHoldsWhenTheyCannotBeKept(OperatorControl.Signal signal, String text)
        throws Exception {
      registered().failure = new IOException("no space");
      assertThat(give(signal, "--agent", "a")).isEqualTo(CommandResult.failed(text));
    }

    @Test
    void sayWhyTheyAreRefused() throws Exception {
      registered().refusal = new IllegalStateException("too\nmany");
      assertThat(give(OperatorControl.Signal.TERMINATE, "--all"))
          .isEqualTo(CommandResult.failed("nothing was changed: too\\u000amany"));
    }

    @ParameterizedTest
    @EnumSource(OperatorControl.Signal.class)
    void needASwitch(OperatorControl.Signal signal) throws Exception {
      assertThat(give(signal, "--all"))
          .isEqualTo(
              CommandResult.failed("operator control is not registered, so nothing was changed"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "--reason x",
          "--all --agent a",
          "--agent a --op t:s",
          "--all --all",
          "--agent",
          "--op",
          "--op t",
          "--op :s",
          "--all a",
          "a",
          "--everything"
        })
    void requireExactlyOneScope(String words) {
      Switch service = registered();
      String[] arguments = words.isEmpty() ? new String[0] : words.split(" ");
      for (OperatorControl.Signal signal : OperatorControl.Signal.values()) {
        assertThatThrownBy(() -> give(signal, arguments)).isInstanceOf(CommandUsageException.class);
      }
      assertThat(service.given).isEmpty();
    }

    @Test
    void refuseABlankOrEndlessName() {
      Switch service = registered();
      for (String name : List.of("", " ", "a".repeat(513))) {
        assertThatThrownBy(() -> give(OperatorControl.Signal.PAUSE, "--agent", name))
            .isInstanceOf(CommandUsageException.class);
      }
      assertThat(service.given).isEmpty();
    }
  }

  @Nested
  class ListOfThem {
    private CommandResult operations(String... arguments) throws Exception {
      return new OperationsCommand(new CurrentServices(framework.context()))
          .parseAndExecute(Fakes.invocation(arguments));
    }

    @Test
    void listOfOrdersIsATable() throws Exception {
      registered().orders =
          List.of(
              order(OperationScope.ALL, OperatorControl.State.PAUSED, ""),
              order(OperationScope.agent("a"), OperatorControl.State.TERMINATED, "two\nlines"));
      assertThat(operations().text().lines())
          .containsExactly(
              "scope    state       since                 operator  reason",
              "*        paused      2026-01-01T00:00:00Z  olga",
              "agent:a  terminated  2026-01-01T00:00:00Z  olga      two\\u000alines");
    }

    @Test
    void listOfOrdersIsJsonOnRequest() throws Exception {
      registered().orders =
          List.of(order(OperationScope.operation("t:s"), OperatorControl.State.PAUSED, "x"));
      assertThat(operations("--json").text())
          .isEqualTo(
              "{\"operations\":[{\"scope\":\"op:t:s\",\"state\":\"paused\","
                  + "\"since\":\"2026-01-01T00:00:00Z\",\"operator\":\"olga\",\"reason\":\"x\"}]}");
    }

    @Test
    void listOfOrdersIsEmptyWithoutOrders() throws Exception {
      registered();
      assertThat(operations()).isEqualTo(CommandResult.ok("no orders are in force"));
      assertThat(operations("--json")).isEqualTo(CommandResult.ok("{\"operations\":[]}"));
    }

    @Test
    void showsTheNewestOfVeryMany() throws Exception {
      registered().orders =
          IntStream.range(0, 1_000)
              .mapToObj(
                  i -> order(OperationScope.agent("a" + i), OperatorControl.State.TERMINATED, ""))
              .toList();
      assertThat(operations().text().lines())
          .hasSize(202)
          .noneMatch(line -> line.contains("agent:a799"))
          .anyMatch(line -> line.contains("agent:a999"))
          .last()
          .isEqualTo("and 800 older ones; --json lists all");
      assertThat(operations("--json").text()).contains("agent:a0\"").contains("agent:a999\"");
    }

    @Test
    void needsASwitch() throws Exception {
      assertThat(operations())
          .isEqualTo(CommandResult.failed("operator control is not registered"));
    }

    @Test
    void takesNoWords() {
      assertThatThrownBy(() -> operations("a")).isInstanceOf(CommandUsageException.class);
    }
  }
}
