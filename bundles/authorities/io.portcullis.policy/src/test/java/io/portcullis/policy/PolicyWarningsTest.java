// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The warnings about documents that do less than they seem to. */
class PolicyWarningsTest {
  private static final String UNNAMED =
      "no entry \"*\": every tool that is not named is allowed, and the transport's self-test"
          + " refuses such a policy; write \"*\": {allow: false} under 'tools', or \"*\": {allow:"
          + " true} if you mean it";
  private static final String SCANNED =
      "no section 'data': secrets, payment cards and e-mail addresses in the arguments are replaced"
          + " before a tool runs; write data: {credential_action: redact_only} if you mean it, or"
          + " alert_only if they may pass";

  private static final String OPEN =
      "default: allow: every tool that is not named is allowed; remove it, so that what nothing"
          + " allows is denied";

  @TempDir Path folder;

  private static List<String> warnings(String yaml) {
    return Given.policies(yaml).warnings().stream().map(PolicyProblem::message).toList();
  }

  private List<String> together(String... documents) throws Exception {
    for (int i = 0; i < documents.length; i++) {
      Files.writeString(folder.resolve(i + ".yaml"), documents[i]);
    }
    return new PolicyLoader()
        .load(folder).warnings().stream()
            .map(warning -> Path.of(warning.file()).getFileName() + " " + warning.message())
            .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "tools: {a: {allow: true}}",
        "spec: {tools: {a: {allow: true}}}",
        "{apiVersion: agent-assembly/v1, kind: Policy, spec: {capabilities: {deny:"
            + " ['mcp_tool:a']}}}",
        "{scope: 'tool:a', tools: {a: {allow: true}}}",
      })
  void warnsOfADocumentThatAllowsUnnamedToolsAndIsScannedUnasked(String yaml) {
    assertThat(warnings(yaml)).contains(UNNAMED, SCANNED);
  }

  @Test
  void namesThePlaceOfTheTools() {
    assertThat(Given.policies("version: '1'\ntools:\n  a: {allow: true}\n").warnings())
        .extracting(PolicyProblem::toString)
        .startsWith("policy.yaml:3:3: " + UNNAMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools: {'*': {allow: false}}",
        "tools: {'*': {allow: true}}",
        "tools: {'*': {}}",
        "capabilities: {allow: ['mcp_tool:a']}",
      })
  void omitsTheUnnamedToolsWarningWhereARuleApplies(String yaml) {
    assertThat(warnings(yaml)).doesNotContain(UNNAMED);
  }

  @Test
  void omitsTheScanWarningForPortcullisDocuments() {
    assertThat(warnings("data: {credential_action: alert_only}")).doesNotContain(SCANNED);
    assertThat(warnings("{apiVersion: portcullis/v1, spec: {tools: {}}}")).doesNotContain(SCANNED);
  }

  @Test
  void judgesTheDocumentsOfAFolderTogether() throws Exception {
    String base = "tools: {'*': {allow: false}}\ndata: {credential_action: alert_only}\n";
    assertThat(together(base, "tools: {a: {allow: true}}", "{scope: 'team:t', tools: {}}"))
        .isEmpty();
  }

  @Test
  void warnsOfAFolderWhoseOnlyCompleteDocumentHasAScope() throws Exception {
    String some = "scope: team:t\ntools: {'*': {allow: false}}\ndata: {sensitive_patterns: [a]}\n";
    assertThat(together("tools: {a: {allow: true}}", some))
        .containsExactly("0.yaml " + UNNAMED, "0.yaml " + SCANNED);
  }

  @Test
  void warnsOfAScopedDocumentThatMayDecideAlone() throws Exception {
    String complete =
        "scope: team:t\ntools: {'*': {allow: false}}\ndata: {sensitive_patterns: [a]}\n";
    assertThat(together(complete, "scope: team:u\ntools: {a: {allow: true}}\n"))
        .containsExactly("1.yaml " + UNNAMED, "1.yaml " + SCANNED);
    assertThat(together(complete, "scope: tool:a\ntools: {a: {allow: true}}\n"))
        .containsExactly("1.yaml " + SCANNED);
  }

  @ParameterizedTest
  @CsvSource({
    "file_read, file_operation",
    "file_write, file_operation",
    "file_delete, file_operation",
    "network_outbound, network_call",
    "terminal_exec, process_exec"
  })
  void warnsWhichActionACapabilityGoverns(String capability, String action) {
    String words =
        "'"
            + capability
            + "' governs the action "
            + action
            + " only: a tool that does the same, called over MCP or LangChain4j, is not restricted"
            + " by it";
    assertThat(warnings("capabilities: {deny: [" + capability + "]}")).contains(words);
    assertThat(warnings("capabilities: {allow: [" + capability + "]}")).contains(words);
  }

  @Test
  void warnsWhichActionTheListOfHostsGoverns() {
    assertThat(warnings("network: {allowlist: [example.com]}"))
        .contains(
            "the list governs the action network_call only: a tool that does the same, called over"
                + " MCP or LangChain4j, is not restricted by it");
  }

  private static String ours(String spec) {
    return "{apiVersion: portcullis/v1, kind: Policy, spec: {" + spec + "}}";
  }

  @Test
  void warnsOfADefaultThatAllows() throws Exception {
    assertThat(warnings(ours("default: allow"))).containsExactly(OPEN);
    assertThat(warnings(ours("default: deny"))).isEmpty();
    assertThat(warnings(ours("default: allow, tools: {'*': {allow: false}}"))).isEmpty();
    assertThat(together("data: {credential_action: alert_only}", ours("default: allow")))
        .containsExactly("0.yaml " + UNNAMED, "1.yaml " + OPEN);
  }

  @Test
  void globalDocumentThatDeniesByDefaultClosesTheFolder() throws Exception {
    assertThat(
            together(
                "{tools: {a: {allow: true}}, data: {credential_action: alert_only}}",
                ours("rules: []"),
                ours("scope: 'team:t', default: allow")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{metadata: {labels: {a: b}}, spec: {}} | key 'labels' in 'metadata' has no effect",
        "{status: {phase: x}, spec: {}} | key 'status' has no effect",
        "filesystem: {read: {allow: [/workspace]}, write: {}} | the section decides no call;",
        "syscalls: {allow: [read, write]} | {name: no-process, actions: [process_exec], effect:",
      })
  void warnsOfWhatAnUpstreamDocumentSaysInVain(String yaml, String words) {
    assertThat(warnings(yaml)).anySatisfy(warning -> assertThat(warning).contains(words));
  }
}
