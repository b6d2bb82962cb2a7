// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.operations.OperatorCommand.Display;
import io.portcullis.api.operations.OperatorCommand.Invocation;
import io.portcullis.testkit.FrameworkExtension;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class RegisteredCommandsTest {
  @RegisterExtension final FrameworkExtension framework = new FrameworkExtension(Map.of());
  private RegisteredCommands commands;

  static OperatorCommand answering(String text) {
    return new OperatorCommand() {
      @Override
      public String summary() {
        return "Answers.";
      }

      @Override
      public String usage() {
        return "usage of " + text;
      }

      @Override
      public CharSequence run(Invocation invocation) {
        return text;
      }
    };
  }

  static ServiceRegistration<OperatorCommand> register(
      BundleContext context, Object function, OperatorCommand command, int ranking) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(OperatorCommand.SCOPE_PROPERTY, OperatorCommand.SCOPE);
    properties.put(OperatorCommand.FUNCTION_PROPERTY, function);
    properties.put("service.ranking", ranking);
    return context.registerService(OperatorCommand.class, command, properties);
  }

  @BeforeEach
  void lookUp() {
    commands = new RegisteredCommands(framework.context());
  }

  private Optional<String> run(String name, String... arguments) {
    return commands
        .run(name, new Invocation(List.of(arguments), "op", Display.PLAIN))
        .map(CharSequence::toString);
  }

  @Test
  void commandExistsAsLongAsItsService() {
    ServiceRegistration<OperatorCommand> labels =
        register(framework.context(), "labels", answering("three"), 0);
    assertThat(commands.names()).containsExactly("labels");
    assertThat(run("labels")).contains("three");
    labels.unregister();
    assertThat(commands.names()).isEmpty();
    assertThat(run("labels")).isEmpty();
  }

  @Test
  void helpIsShownAndTheCommandNotRun() {
    register(framework.context(), "labels", answering("three"), 0);
    assertThat(run("labels", "--help")).contains("usage of three");
    assertThat(run("labels", "-h")).contains("usage of three");
    assertThat(run("labels", "--help", "x")).contains("three");
  }

  @Test
  void highestRankedOfOneNameRuns() {
    register(framework.context(), "labels", answering("low"), 0);
    register(framework.context(), "labels", answering("high"), 7);
    register(framework.context(), "labels", answering("middle"), 3);
    assertThat(run("labels")).contains("high");
  }

  @Test
  void commandMayHaveSeveralNames() {
    register(framework.context(), new String[] {"labels", "marks"}, answering("three"), 0);
    assertThat(commands.names()).containsExactly("labels", "marks");
    assertThat(run("marks")).contains("three");
  }

  @Test
  void commandsOfOtherScopesAreLeftToGogo() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(OperatorCommand.SCOPE_PROPERTY, "other");
    properties.put(OperatorCommand.FUNCTION_PROPERTY, "labels");
    framework.context().registerService(OperatorCommand.class, answering("three"), properties);
    assertThat(commands.names()).isEmpty();
    assertThat(run("labels")).isEmpty();
  }
}
