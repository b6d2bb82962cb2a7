// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PolicyCoverageCommandTest {
  @TempDir private Path folder;
  private String cases = "";

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        apiVersion: portcullis/v1
        kind: Policy
        spec:
          rules:
            - name: large
              tools: [pay]
              when: args.amount > 10 || args.urgent
              effect: ask
            - {name: pay, tools: [pay], effect: allow}
            - {name: never, tools: [other], effect: deny}
        """);
    cases =
        Files.writeString(
                folder.resolve("cases.yaml"),
                """
                policy: policy.yaml
                cases:
                  - {name: small, call: {tool: pay, args: {amount: 1, urgent: false}}, expect: allow}
                  - {name: large, call: {tool: pay, args: {amount: 11}}, expect: ask}
                """)
            .toString();
  }

  @Test
  void textListsRulesAndSidesThatNoCaseReached() {
    Run run = Run.of("policy", "test", cases, "--coverage");
    assertThat(run.out())
        .containsExactly(
            "policy.yaml:7:33: rule large: never true: args.urgent",
            "policy.yaml:10:14: rule never: not reached",
            "2 cases, 0 failed",
            "coverage: 77 % (7 of 9 rules and sides of conditions)");
    assertThat(run.code()).isZero();
  }

  @Test
  void coverageIsNotMeasuredWithoutTheOption() {
    assertThat(Run.of("policy", "test", cases).out()).containsExactly("2 cases, 0 failed");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "77, 0", "78, 1", "100, 1"})
  void coverageBelowTheMinimumFails(String minimum, int code) {
    Run run = Run.of("policy", "test", cases, "--min-coverage", minimum);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out().get(3).endsWith(", below the minimum of " + minimum + " %"))
        .isEqualTo(code == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101", "80%", "1.5", "", "all"})
  void minimumThatIsNoPercentageIsBadUsage(String minimum) {
    Run run = Run.of("policy", "test", cases, "--min-coverage", minimum);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().get(0)).contains("--min-coverage must be a whole number from 0 to 100");
  }

  @Test
  void callsBeforeACaseCount() throws IOException {
    Files.writeString(
        Path.of(cases),
        """
        policy: policy.yaml
        cases:
          - name: with earlier calls
            before:
              - {tool: other}
              - {tool: pay, args: {amount: 11, urgent: true}}
              - {tool: pay, args: {amount: 1, urgent: true}}
            call: {tool: pay, args: {amount: 1, urgent: false}}
            expect: allow
        """);
    assertThat(Run.of("policy", "test", cases, "--min-coverage", "100").out())
        .containsExactly(
            "1 cases, 0 failed", "coverage: 100 % (9 of 9 rules and sides of conditions)");
  }

  @Test
  void casesOfSeveralFilesCountTogether() throws IOException {
    String more =
        Files.writeString(
                folder.resolve("more.yaml"),
                """
                policy: ./policy.yaml
                cases:
                  - {name: other, call: {tool: other}, expect: deny}
                  - {name: urgent, call: {tool: pay, args: {amount: 1, urgent: true}}, expect: ask}
                """)
            .toString();
    assertThat(Run.of("policy", "test", cases, more, "--min-coverage", "100").code()).isZero();
  }

  @Test
  void policyWithoutRulesIsCovered() throws IOException {
    Path open = Files.writeString(folder.resolve("open.yaml"), "tools: {'*': {allow: true}}");
    Run run = Run.of("policy", "test", cases, "--policy", open.toString(), "--min-coverage", "100");
    assertThat(run.out()).contains("coverage: 100 % (0 of 0 rules and sides of conditions)");
  }

  @Test
  void jsonEndsWithTheCoverage() {
    Run run = Run.of("policy", "test", cases, "--json", "--min-coverage", "80");
    assertThat(run.out()).hasSize(3);
    assertThat(run.out().get(2))
        .isEqualTo(
            "{\"coverage\":77,\"reached\":7,\"total\":9,\"minimum\":80,\"missing\":["
                + "{\"rule\":\"large\",\"document\":\"policy.yaml\",\"line\":7,\"column\":33,"
                + "\"missing\":\"true\",\"part\":\"args.urgent\"},"
                + "{\"rule\":\"never\",\"document\":\"policy.yaml\",\"line\":10,\"column\":14,"
                + "\"missing\":\"rule\",\"part\":null}]}");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void junitReportHasTheCoverage() throws Exception {
    Path report = folder.resolve("report.xml");
    Run.of("policy", "test", cases, "--junit", report.toString(), "--min-coverage", "80");
    Document xml =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
    Element suite = xml.getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(((Element) suite.getElementsByTagName("property").item(0)).getAttribute("value"))
        .isEqualTo("77");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).endsWith("below the minimum of 80 %");
    assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
        .contains("rule never: not reached\n");
  }
}
