// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.Health;
import io.portcullis.shell.internal.ActingOperators;
import io.portcullis.shell.internal.PortcullisCommands;
import io.portcullis.shell.internal.RecentCalls;
import io.portcullis.shell.internal.RunningFramework;
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

class ControlSocketTest {
  @TempDir static Path temp;
  private static Path byProperty;

  @BeforeAll
  static void choose() {
    byProperty = temp.resolve("property/s");
  }

  private static ControlSocket open(RunningFramework framework, String configured) {
    ShellConfig config =
        new ShellConfig() {
          @Override
          public String controlSocket() {
            return configured;
          }

          @Override
          public Class<? extends Annotation> annotationType() {
            return ShellConfig.class;
          }
        };
    ActingOperators operators = new ActingOperators();
    PortcullisCommands commands =
        new PortcullisCommands(framework.context(), new RecentCalls(), operators);
    return new ControlSocket(framework.context(), config, Map.of(), commands, operators);
  }

  @Nested
  class WithoutAFrameworkProperty {
    @RegisterExtension final RunningFramework framework = new RunningFramework();

    @Test
    void opensWhereItIsConfiguredAndAnswersThere() throws IOException {
      Path path = temp.resolve("config/s");
      ControlSocket socket = open(framework, path.toString());
      assertThat(socket.health()).isEqualTo(new Health("control", Health.Level.OK, ""));
      Client.Answer answer = Client.call(path, "status");
      assertThat(answer.exit()).isZero();
      assertThat(answer.out()).contains("deciding");
      socket.close();
      assertThat(path).doesNotExist();
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
    final RunningFramework framework =
        new RunningFramework(Map.of(ControlSocket.PROPERTY, byProperty.toString()));

    @Test
    void prefersIt() throws IOException {
      Path configured = temp.resolve("unused/s");
      ControlSocket socket = open(framework, configured.toString());
      assertThat(Client.call(byProperty, "mode").exit()).isZero();
      assertThat(configured.getParent()).doesNotExist();
      socket.close();
    }
  }
}
