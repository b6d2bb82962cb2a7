// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLoaderTest {

  @TempDir Path home;
  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectory(home.resolve("policies"));
  }

  private static List<String> problems(Path path) {
    PolicyException refused =
        catchThrowableOfType(PolicyException.class, () -> new PolicyLoader().load(path));
    return refused.problems().stream().map(PolicyProblem::toString).toList();
  }

  @Test
  void folderIsReadInTheOrderOfNames() throws Exception {
    for (String name :
        List.of("b.yaml", "a.yml", "C.yaml", ".hidden.yaml", "x.yaml.bak", "d.txt")) {
      Files.writeString(folder.resolve(name), "tools: {}");
    }
    Files.createSymbolicLink(
        folder.resolve("e.yaml"), Files.writeString(home.resolve("target"), "tools: {}"));

    Policies policies = new PolicyLoader().load(folder);

    assertThat(policies.names()).containsExactly("C.yaml", "a.yml", "b.yaml", "e.yaml");
    assertThat(policies.cascade()).isTrue();
  }

  @Test
  void fileIsASingleDocument() throws Exception {
    Path file = Files.writeString(home.resolve("p.conf"), "tools: {}");

    Policies policies = new PolicyLoader().load(file);

    assertThat(policies.names()).containsExactly("p.conf");
    assertThat(policies.cascade()).isFalse();
    assertThat(policies.approvalTimeout()).isEqualTo(Duration.ofSeconds(300));
  }

  @Test
  void unreadableFileIsAProblemWithItsPlace() throws Exception {
    Path missing = home.resolve("missing.yaml");
    assertThat(problems(missing))
        .containsExactly(
            missing + ":1:1: document cannot be read: the file or folder does not exist");
    assertThat(problems(folder))
        .containsExactly(folder + ":1:1: folder holds no document; add a *.yaml or *.yml file");
    Path link = Files.createSymbolicLink(folder.resolve("a.yaml"), missing);
    Path inner = Files.createDirectory(folder.resolve("b.yaml"));
    assertThat(problems(folder))
        .containsExactly(
            link + ":1:1: document cannot be read: the file does not exist",
            inner + ":1:1: not a regular file; write the path of a file");
  }

  @Test
  void problemsOfAllDocumentsAreReportedAndNothingIsLoaded() throws Exception {
    Files.writeString(folder.resolve("a.yaml"), "tools: {}");
    Files.writeString(folder.resolve("b.yaml"), "\ntool: {}");
    Files.writeString(folder.resolve("c.yaml"), "tools: {a: [");

    assertThat(problems(folder))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains("b.yaml:2:1: unknown key 'tool'; known keys: "),
            second -> assertThat(second).contains("c.yaml:1:13: not YAML"));
  }

  @Test
  void numberOfProblemsIsBoundedOverAllDocuments() throws Exception {
    for (int i = 0; i < 30; i++) {
      Files.writeString(folder.resolve("d" + i + ".yaml"), "a: 1\nb: 1\nc: 1\n");
    }

    assertThat(problems(folder)).hasSize(50);
  }

  @Test
  void numberOfDocumentsIsBounded() throws Exception {
    for (int i = 0; i <= PolicyLoader.MAX_DOCUMENTS; i++) {
      Files.writeString(folder.resolve("d" + i + ".yaml"), "{}");
    }

    assertThat(problems(folder))
        .containsExactly(folder + ":1:1: folder holds more than 1000 documents");
  }

  @Test
  void largeFileIsRefusedWithoutReadingAllOfIt() throws Exception {
    Path file = home.resolve("large.yaml");
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE_NEW,
            java.nio.file.StandardOpenOption.WRITE)) {
      // The file is sparse, and larger than the largest array.
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 1L << 32);
    }

    assertThat(problems(file))
        .containsExactly(file + ":1:1: document is larger than 1048576 bytes");
  }

  @Test
  void digestIsThatOfTheContents() throws Exception {
    byte[] one = "tools: {}".getBytes(StandardCharsets.UTF_8);
    byte[] two = "tools: {} ".getBytes(StandardCharsets.UTF_8);
    PolicyLoader loader = new PolicyLoader();

    assertThat(loader.parse("a", one).digest())
        .matches("[0-9a-f]{64}")
        .isEqualTo(loader.parse("b", one).digest())
        .isNotEqualTo(loader.parse("a", two).digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "approval_timeout_secs: 10 | 10",
        "approval: {timeout_seconds: 20} | 20",
        "{approval_timeout_secs: 10, approval: {timeout_seconds: 20}} | 10",
        "approval: {escalation_role: boss} | 300",
      })
  void shorterOfBothTimeoutsApplies(String yaml, long seconds) {
    assertThat(Given.policies(yaml).approvalTimeout()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{scope: 'team:a'} | 1:9 | a single document applies to every call",
        "{tools: {a: {allow: true}}, capabilities: {deny: [mcp_tool:a]}} | 1:10 | can never allow",
        "{tools: {a: {allow: true}}, capabilities: {allow: [file_read]}} | 1:10 | can never allow",
        "tools: {a: {allow: false, limit_per_hour: 3}} | 1:9 | limit is never reached",
        "tools: {a: {requires_approval_if: 'args.n > 1'}} | 1:35 | no approval is ever requested",
        "capabilities: {deny: [agent_spawn]} | 1:23 | denying it has no effect",
        "capabilities: {deny: [network_inbound]} | 1:23 | denying it has no effect",
        "capabilities: {deny: ['model:gpt']} | 1:23 | denying it has no effect",
        "capabilities: {allow: [file_read], deny: [file_read]} | 1:24 | deny wins",
        "capabilities: {allow: [file_delete], deny: [file_write]} | 1:24 | deny wins",
        "capabilities: {allow: ['mcp_tool:a'], deny: ['mcp_tool:a']} | 1:24 | deny wins",
        "capabilities: {deny: ['mcp_tool:*']} | 1:23 | names are not patterns",
        "capabilities: {allow: ['mcp_tool:fs.*']} | 1:24 | names are not patterns",
        "tools: {delete_*: {allow: false}} | 1:9 | names are not patterns",
        "{network: {allowlist: [x]}, capabilities: {deny: [network_outbound]}} | 1:11 | never"
            + " allow",
        "network: {allowlist: ['a.*.com']} | 1:23 | can match no host",
        "network: {allowlist: ['https://a.com']} | 1:23 | can match no host",
        "network: {allowlist: ['a.com:443']} | 1:23 | can match no host",
        "network: {allowlist: ['*.']} | 1:23 | can match no host",
      })
  void warningNamesThePlace(String yaml, String place, String words) {
    assertThat(Given.policies(yaml).warnings())
        .extracting(PolicyProblem::toString)
        .anySatisfy(
            warning ->
                assertThat(warning).startsWith("policy.yaml:" + place + ": ").contains(words));
  }

  @Test
  void warnsOfAnEntryForAnotherToolThanTheScope() throws Exception {
    Files.writeString(
        folder.resolve("a.yaml"), "{scope: 'tool:a', tools: {b: {allow: true}, a: {allow: true}}}");

    assertThat(new PolicyLoader().load(folder).warnings())
        .extracting(PolicyProblem::toString)
        .anyMatch(warning -> warning.contains("the document applies only to the tool 'a'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{tools: {'*': {allow: false}}, data: {credential_action: alert_only}}",
        "{apiVersion: agent-assembly/v1, kind: Policy, spec: {tools: {'*': {}}, data:"
            + " {sensitive_patterns: [a]}}}",
        "{apiVersion: portcullis/v1, spec: {tools: {'*': {allow: true}}}}",
        "{apiVersion: portcullis/v1, spec: {capabilities: {allow: [agent_spawn, 'model:x']}}}",
      })
  void validDocumentHasNoWarnings(String yaml) {
    assertThat(Given.policies(yaml).warnings()).isEmpty();
  }
}
