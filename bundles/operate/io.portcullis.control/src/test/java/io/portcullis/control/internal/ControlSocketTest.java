// SPDX-License-Identifier: Apache-2.0
package io.portcullis.control.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.control.internal.server.ControlTestClient;
import io.portcullis.testkit.FrameworkExtension;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceRegistration;

class ControlSocketTest {
  @TempDir static Path temp;
  private static Path byProperty;

  @BeforeAll
  static void choose() {
    byProperty = temp.resolve("property/s");
  }

  private static ControlSocket open(FrameworkExtension framework, String configured) {
    ControlSocket socket = make(framework, configured);
    startShell(framework, socket);
    socket.open();
    return socket;
  }

  private static ServiceRegistration<OperatorCommand> startShell(
      FrameworkExtension framework, ControlSocket socket) {
    socket.operators = new BoundThreads();
    return RegisteredCommandsTest.register(
        framework.context(), "status", RegisteredCommandsTest.answering("all is well"), 0);
  }

  private static ControlSocket make(FrameworkExtension framework, String configured) {
    ControlConfig config =
        new ControlConfig() {
          @Override
          public String controlSocket() {
            return configured;
          }

          @Override
          public Class<? extends Annotation> annotationType() {
            return ControlConfig.class;
          }
        };
    return new ControlSocket(framework.context(), config, Map.of());
  }

  @Nested
  class WithoutAFrameworkProperty {
    @RegisterExtension final FrameworkExtension framework = new FrameworkExtension(Map.of());

    @Test
    void opensWhereItIsConfiguredAndAnswersThere() throws IOException {
      Path path = temp.resolve("config/s");
      ControlSocket socket = open(framework, path.toString());
      assertThat(socket.health()).isEqualTo(new Health("control", Health.Level.OK, ""));
      ControlTestClient.Answer answer = ControlTestClient.call(path, "status");
      assertThat(answer.exit()).isZero();
      assertThat(answer.out()).isEqualTo("all is well\n");
      socket.close();
      assertThat(path).doesNotExist();
    }

    @Test
    void refusesEveryCommandUntilTheShellArrivesAndAfterItHasLeft() throws IOException {
      Path path = temp.resolve("late/s");
      ControlSocket socket = make(framework, path.toString());
      socket.open();
      assertRefuses(socket, path);

      ServiceRegistration<OperatorCommand> status = startShell(framework, socket);
      assertThat(ControlTestClient.call(path, "status").exit()).isZero();
      assertThat(socket.health().level()).isEqualTo(Health.Level.OK);

      status.unregister();
      assertRefuses(socket, path);
      startShell(framework, socket);
      socket.operators = null;
      assertRefuses(socket, path);
      socket.close();
    }

    private void assertRefuses(ControlSocket socket, Path path) throws IOException {
      ControlTestClient.Answer answer = ControlTestClient.call(path, "status");
      assertThat(answer.exit()).isEqualTo(1);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err())
          .isEqualTo(
              "no command was run: the shell is missing; start the bundle io.portcullis.shell\n");
      assertThat(socket.health())
          .isEqualTo(
              new Health(
                  "control",
                  Health.Level.WARN,
                  "every command is refused: the shell is missing; start the bundle"
                      + " io.portcullis.shell"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void staysShutWhenNothingIsConfigured(String configured) {
      ControlSocket socket = open(framework, configured);
      assertThat(socket.health())
          .isEqualTo(new Health("control", Health.Level.OK, "no control socket is configured"));
      socket.close();
    }

    @Test
    void reportsWhyItCannotOpen() throws IOException {
      Path folder = Files.createDirectory(temp.resolve("file"));
      Path path = Files.writeString(folder.resolve("s"), "precious");
      for (String bad : new String[] {path.toString(), "/a\0b", "/" + "x".repeat(200) + "/s"}) {
        ControlSocket socket = open(framework, bad);
        assertThat(socket.health().level()).isEqualTo(Health.Level.CRITICAL);
        assertThat(socket.health().detail()).startsWith("no control socket: ");
        socket.close();
      }
      assertThat(path).hasContent("precious");
    }
  }

  @Nested
  class WithAFrameworkProperty {
    @RegisterExtension
    final FrameworkExtension framework =
        new FrameworkExtension(Map.of(ControlSocket.PROPERTY, byProperty.toString()));

    @Test
    void prefersIt() throws IOException {
      Path configured = temp.resolve("unused/s");
      ControlSocket socket = open(framework, configured.toString());
      assertThat(ControlTestClient.call(byProperty, "status").exit()).isZero();
      assertThat(configured.getParent()).doesNotExist();
      socket.close();
    }
  }
}
