// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.Distribution.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two distributions back to back: one has the documents and is the runtime on the Agent Assembly
 * socket, the other one asks it there.
 */
class BackToBackIT {
  private static final String AGENT = "agent-1";
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: { name: back-to-back }
      spec:
        scope: global
        network: { allowlist: ['*.example.com'] }
        capabilities: { deny: [terminal_exec] }
        tools:
          read_file: { allow: true }
          limited: { allow: true, limit_per_hour: 1 }
          send_refund: { allow: true, requires_approval_if: 'args.amount > 100' }
          delete_file: { allow: false }
          '*': { allow: false }
        data:
          sensitive_patterns: ['\\b(?:\\d{4}[ -]?){3}\\d{4}\\b']
          credential_action: redact_only
      """;
  private static final Pattern WAITING = Pattern.compile("\"id\":\"([^\"]+)\"");

  @TempDir Path folder;
  private Path socket;
  private Distribution authority;
  private Distribution asking;
  private Process runtime;

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("s");
    authority = home("authority", "transport-embedded,adapter-assembly");
    Path etc = authority.home().resolve("etc");
    Files.writeString(etc.resolve("policies/starter.yaml"), POLICY);
    configure(authority, "io.portcullis.adapter.assembly-1", socketSettings());
    asking = home("asking", "transport-assembly");
    configure(asking, "io.portcullis.transport.assembly-1", socketSettings());
    configure(asking, "io.portcullis.interceptor", "transport.target = (transport.name=assembly)");
    runtime = startAuthority();
    asking.start("run");
    asking.ctlUntil("\"transport\":\"assembly\"", "status", "--json");
  }

  @AfterEach
  void stop() throws Exception {
    asking.close();
    authority.close();
  }

  private String socketSettings() {
    return "agentId = " + AGENT + "\nsocketPath = " + socket;
  }

  private Distribution home(String name, String features) throws Exception {
    Distribution distribution = Distribution.withHome(folder.resolve(name));
    distribution.copyConfiguration("core,evidence,shell,hot-deploy," + features);
    return distribution;
  }

  private static void configure(Distribution distribution, String pid, String text)
      throws Exception {
    Files.writeString(distribution.home().resolve("etc/" + pid + ".cfg"), text + "\n");
  }

  private Process startAuthority() throws Exception {
    Process started = authority.start("run");
    assertThat(Distribution.firstLine(started)).startsWith("portcullis: ready");
    return started;
  }

  private static Process checking(Distribution distribution, String... call) throws Exception {
    List<String> command = new ArrayList<>(List.of("ctl", "check", "--agent", AGENT));
    command.addAll(List.of(call));
    return distribution.start(command.toArray(String[]::new));
  }

  private static Finished check(Distribution distribution, String... call) throws Exception {
    return Distribution.finish(checking(distribution, call));
  }

  private void assertSame(String verdict, String... call) throws Exception {
    Finished across = check(asking, call);
    assertThat(across.out()).startsWith("{\"verdict\":\"" + verdict + "\"");
    assertThat(across).isEqualTo(check(authority, call));
  }

  @Test
  void verdictsAreThoseOfTheDocuments() throws Exception {
    assertSame("allow", "--tool", "read_file", "--args", "{\"name\": \"ä.txt\"}");
    assertSame("allow", "--tool", "send_refund", "--args", "{\"amount\": 100}");
    assertSame("deny", "--tool", "delete_file");
    assertSame("deny", "--tool", "never_heard_of");
    assertSame("allow", "--action", "network_call", "--url", "https://api.example.com/v1");
    assertSame("deny", "--action", "network_call", "--url", "https://example.net/");
    assertSame("deny", "--action", "process_exec", "--args", "{\"command\": \"rm\"}");
    assertThat(check(asking, "--tool", "limited").exitCode()).isZero();
    assertSame("deny", "--tool", "limited"); // both count what was asked across
  }

  /** The runtime says what it would redact, and denies: an SDK may not know how to redact. */
  @Test
  void aRedactionIsADenial() throws Exception {
    String[] call = {"--tool", "read_file", "--args", "{\"card\": \"4111 1111 1111 1111\"}"};
    assertThat(check(authority, call).out()).contains("\"verdict\":\"allow\"", "REDACTED");
    Finished across = check(asking, call);
    assertThat(across.exitCode()).isEqualTo(3);
    assertThat(across.out()).contains("sensitive data detected").doesNotContain("REDACTED");
  }

  @Test
  void aPersonDecidesWhereTheDocumentsAre() throws Exception {
    String[] call = {"--tool", "send_refund", "--args", "{\"amount\": 250}"};
    for (boolean approve : new boolean[] {true, false}) {
      Process waiting = checking(asking, call);
      Finished list = authority.ctlUntil("send_refund", "approvals", "--json");
      Matcher id = WAITING.matcher(list.out());
      assertThat(id.find()).isTrue();
      authority.run("ctl", approve ? "approve" : "deny", id.group(1));
      assertThat(Distribution.finish(waiting).exitCode()).isEqualTo(approve ? 0 : 3);
    }
  }

  @Test
  void aKilledRuntimeDeniesUntilItIsBack() throws Exception {
    assertThat(check(asking, "--tool", "read_file").exitCode()).isZero();
    runtime.destroyForcibly().waitFor();
    asking.ctlUntil("\"transport\":null", "status", "--json");
    assertThat(check(asking, "--tool", "read_file").exitCode()).isEqualTo(3);
    startAuthority();
    asking.ctlUntil("\"transport\":\"assembly\"", "status", "--json");
    assertThat(check(asking, "--tool", "read_file").exitCode()).isZero();
  }
}
