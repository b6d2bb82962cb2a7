// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineServices;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.InterceptorStatus.Role;
import io.portcullis.api.status.PartStatus;
import io.portcullis.api.status.ShutReason;
import io.portcullis.api.status.ShutReason.Code;
import io.portcullis.api.status.TransportStatus;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.Fakes;
import io.portcullis.shell.internal.command.RunningFramework;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusCommandTest {
  private static final InterceptorStatus RUNTIME =
      new InterceptorStatus("runtime query", 0, "a.bundle", Role.RUNTIME, "embedded");
  private static final InterceptorStatus FLOOR =
      new InterceptorStatus("a floor", Integer.MIN_VALUE, "b.bundle", Role.FLOOR, "");

  @RegisterExtension final RunningFramework framework = new RunningFramework();

  private CommandResult run(String... arguments) throws Exception {
    return new StatusCommand(new CurrentServices(framework.context()))
        .parseAndExecute(Fakes.invocation(arguments));
  }

  private void engine(ShutReason... reasons) {
    EngineStatus status =
        new EngineStatus(
            List.of(reasons),
            EnforcementMode.OBSERVE,
            new EngineServices(true, true, false, false, true),
            List.of(RUNTIME, FLOOR),
            "it asks",
            List.of(
                new TransportStatus("embedded", "c.bundle", true, "sha256:ab", null, List.of())),
            List.of(new Health("mode", Health.Level.WARN, "look", "a_code")),
            List.of(new PartStatus("d.bundle", new Health("policy", Health.Level.OK, ""))));
    framework.register(EngineInspector.class, () -> status, Map.of());
  }

  @Test
  void showsAnOpenGateAsJson() throws Exception {
    engine();
    assertThat(run("--json").exitCode()).isZero();
    assertThat(run("--json").text())
        .isEqualTo(
            "{\"mode\":\"observe\",\"transport\":\"embedded\",\"policyDigest\":\"sha256:ab\","
                + "\"deciding\":\"runtime query\",\"why\":\"it asks\","
                + "\"gate\":{\"open\":true,\"why\":null,\"reasons\":[]},"
                + "\"services\":{\"journal\":true,\"journalRequired\":true,"
                + "\"operatorControl\":false,\"operatorControlRequired\":false,"
                + "\"approvals\":true},"
                + "\"interceptors\":[{\"name\":\"runtime query\",\"ranking\":0,"
                + "\"bundle\":\"a.bundle\",\"role\":\"runtime\",\"authority\":\"runtime\","
                + "\"deciding\":true},{\"name\":\"a floor\",\"ranking\":-2147483648,"
                + "\"bundle\":\"b.bundle\",\"role\":\"floor\",\"authority\":null,"
                + "\"deciding\":false}],"
                + "\"health\":[{\"part\":\"mode\",\"level\":\"warn\",\"detail\":\"look\","
                + "\"code\":\"a_code\"},{\"part\":\"policy\",\"level\":\"ok\",\"detail\":\"\","
                + "\"code\":\"\"}]}");
  }

  @Test
  void showsAnOpenGateAsText() throws Exception {
    engine();
    assertThat(run().text())
        .contains("mode       observe", "transport  embedded", "deciding   runtime query")
        .contains("policy     sha256:ab", "why        it asks", "gate       open\n")
        .contains("journal    present, required", "operators  missing\n", "approvals  present")
        .containsPattern("\\* +0 +runtime query +a.bundle +authority runtime")
        .containsPattern("- +-2147483648 +a floor")
        .containsPattern("mode +warn +look");
  }

  @Test
  void coloursModeGateAndLevelsAtATerminal() {
    StatusCommand command = new StatusCommand(new CurrentServices(framework.context()));
    engine();
    assertThat(command.run(Fakes.atTerminal()).text())
        .contains("mode       \u001b[33mobserve\u001b[0m", "gate       \u001b[32mopen\u001b[0m")
        .contains("mode    \u001b[33mwarn\u001b[0m  look", "policy  \u001b[32mok\u001b[0m");
    assertThat(command.run(Fakes.atTerminal("--json")).text()).doesNotContain("\u001b");
    framework.unregister(EngineInspector.class);
    assertThat(command.run(Fakes.atTerminal()).text())
        .contains("gate       \u001b[31mshut: ", "\u001b[31mcritical\u001b[0m");
  }

  @Test
  void showsEveryReasonOfAShutGate() throws Exception {
    engine(
        new ShutReason(Code.JOURNAL_MISSING, "no journal"),
        new ShutReason(Code.NO_RUNTIME, "no runtime"));
    assertThat(run().text())
        .contains("gate       shut: no journal\n", "           also: no runtime\n");
    assertThat(run("--json").text())
        .contains(
            "\"gate\":{\"open\":false,\"why\":\"no journal\",\"reasons\":["
                + "{\"code\":\"journal_missing\",\"text\":\"no journal\"},"
                + "{\"code\":\"no_runtime\",\"text\":\"no runtime\"}]}");
  }

  @Test
  void gateIsShutWhenTheStatusBundleIsMissing() throws Exception {
    assertThat(run().text())
        .contains("gate       shut: no engine status is available; start io.portcullis.status")
        .containsPattern("status +critical +no engine status");
    assertThat(run("--json").text())
        .startsWith("{\"mode\":\"enforce\",\"transport\":null,")
        .contains("\"gate\":{\"open\":false,", "\"code\":\"status_unavailable\"");
  }

  @Test
  void gateIsShutWhenTheInspectionFails() throws Exception {
    framework.register(
        EngineInspector.class,
        () -> {
          throw new NoClassDefFoundError("gone");
        },
        Map.of());
    assertThat(run().text())
        .contains("shut: the engine status cannot be read: java.lang.NoClassDefFoundError: gone");
    assertThat(run("--json").text()).contains("\"open\":false", "\"status_unavailable\"");
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() {
    assertThatThrownBy(() -> run("--yaml")).hasMessage("unknown option --yaml");
    assertThatThrownBy(() -> run("x")).hasMessage("unexpected argument x");
    assertThatThrownBy(() -> run("--json", "--json")).hasMessage("--json is given twice");
  }
}
