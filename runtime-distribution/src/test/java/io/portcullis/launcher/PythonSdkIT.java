// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.launcher.Distribution.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter before the real Python SDK; see docs/interop.md for what it needs. */
@Tag("interop")
class PythonSdkIT {
  private static final String AGENT = "agent-1";
  private static final String POLICY =
      """
      spec:
        tools:
          make_file: { allow: true, requires_approval_if: 'args.size > 100' }
          delete_all: { allow: false }
          '*': { allow: false }
        data:
          sensitive_patterns: ['\\b(?:\\d{4}[ -]?){3}\\d{4}\\b']
          credential_action: redact_only
      """;
  private static final Pattern WAITING = Pattern.compile("\"id\":\"([^\"]+)\"");

  @TempDir Path folder;
  private Distribution portcullis;
  private Process container;
  private Process agent;
  private BufferedReader said;
  private Writer says;

  @BeforeEach
  void start() throws Exception {
    String python = python();
    Path socket = folder.resolve("s");
    portcullis = Distribution.withHome(folder.resolve("home"));
    portcullis.copyConfiguration(
        "core,evidence,transport-embedded,adapter-assembly,shell,hot-deploy");
    Path etc = portcullis.home().resolve("etc");
    Files.writeString(etc.resolve("policies/starter.yaml"), POLICY);
    Files.writeString(
        etc.resolve("io.portcullis.adapter.assembly-1.cfg"),
        "agentId = " + AGENT + "\nsocketPath = " + socket + "\n");
    container = portcullis.start("run");
    assertThat(Distribution.firstLine(container)).startsWith("portcullis: ready");
    portcullis.until("true", () -> String.valueOf(Files.exists(socket)));

    ProcessBuilder builder =
        new ProcessBuilder(
            python, Path.of("src/test/resources/interop/agent.py").toString(), AGENT);
    builder.environment().put("AA_RUNTIME_SOCKET", socket.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    agent = builder.start();
    said =
        new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
    says = agent.outputWriter(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo("ready");
  }

  /** One that has the SDK; the test is skipped if there is none. */
  private static String python() throws IOException, InterruptedException {
    String python = System.getProperty("interop.python", "");
    String program = python.isEmpty() ? Installed.program("python3").toString() : python;
    Process probe =
        new ProcessBuilder(program, "-c", "import agent_assembly._core")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(
        probe.waitFor() == 0, program + " has no package agent-assembly, see docs/interop.md");
    return program;
  }

  @AfterEach
  void end() throws Exception {
    if (agent != null) {
      agent.destroyForcibly().waitFor();
    }
    if (portcullis != null) {
      portcullis.close();
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void call(String tool, String name, String more) throws IOException {
    says.write("%s {\"file\": \"%s\"%s}\n".formatted(tool, file(name), more));
    says.flush();
  }

  private String answer() throws IOException {
    return said.readLine();
  }

  private void decideNext(String command) throws Exception {
    Finished list = portcullis.ctlUntil("make_file", "approvals", "--json");
    Matcher id = WAITING.matcher(list.out());
    assertThat(id.find()).isTrue();
    assertThat(portcullis.run("ctl", command, id.group(1)).exitCode()).isZero();
  }

  @Test
  void runsWhatIsAllowedAndNothingElse() throws Exception {
    call("make_file", "allowed", "");
    assertThat(answer()).startsWith("allow");
    assertThat(file("allowed")).exists();
    call("delete_all", "denied", "");
    assertThat(answer()).isEqualTo("deny tool denied by policy");
    assertThat(file("denied")).doesNotExist();
    call("make_file", "redacted", ", \"card\": \"4111 1111 1111 1111\"");
    assertThat(answer()).isEqualTo("deny sensitive data detected");
    assertThat(file("redacted")).doesNotExist();
  }

  @Test
  void waitsForAPerson() throws Exception {
    call("make_file", "approved", ", \"size\": 250");
    decideNext("approve");
    assertThat(answer()).startsWith("allow");
    assertThat(file("approved")).exists();
    call("make_file", "rejected", ", \"size\": 250");
    decideNext("deny");
    assertThat(answer()).startsWith("deny");
    assertThat(file("rejected")).doesNotExist();
  }

  @Test
  void callIsDeniedOnceTheContainerIsKilled() throws Exception {
    call("make_file", "before", "");
    assertThat(answer()).startsWith("allow");
    container.destroyForcibly().waitFor();
    call("make_file", "after", "");
    assertThat(answer()).startsWith("deny");
    assertThat(file("after")).doesNotExist();
  }
}
